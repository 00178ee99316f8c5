package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, what is accepted, and what a rollback brings back. */
class SessionStoreTest {
  private static final CalibrationKind KIND = CalibrationKind.INTRINSICS;

  @TempDir Path folder;
  private SessionStore store;
  private long now = 1000;

  @BeforeEach
  void open() throws IOException {
    store = SessionStore.open(folder.resolve("calibration/s.db"), true, 1000, () -> now++);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private StoredRun record(String session, Verdict verdict, double after) throws IOException {
    return store.record(Runs.run(session, KIND, verdict, after));
  }

  private Optional<Long> accepted() throws IOException {
    return store.accepted(KIND, "head").map(StoredRun::number);
  }

  @Test
  void aRunComesBackAsItWas() throws IOException {
    CalibrationRun run = Runs.run("a", KIND, Verdict.OK, 0.5);
    StoredRun stored = store.record(run);
    assertTrue(stored.accepted());
    assertEquals(stored, store.run(stored.number()).orElseThrow());
    assertEquals(run, store.run(stored.number()).orElseThrow().run());
    assertEquals(List.of(stored), store.session("a"));
    assertEquals(
        List.of(
            new RunSummary(
                1,
                "a",
                KIND,
                "head",
                1_780_000_000_000L,
                12,
                Verdict.OK,
                RegressionCheck.Outcome.PASSED,
                true)),
        store.runs());
    assertEquals(Optional.empty(), store.run(2));
    assertEquals(List.of(), store.session("b"));
  }

  @Test
  void theNewestRunThatIsNotRefusedIsAccepted() throws IOException {
    assertEquals(Optional.empty(), accepted());
    assertTrue(record("a", Verdict.OK, 0.5).accepted());
    assertFalse(record("a", Verdict.REFUSED, 0.5).accepted());
    assertEquals(Optional.of(1L), accepted());
    assertTrue(record("b", Verdict.OK, 0.4).accepted());
    assertEquals(Optional.of(3L), accepted());
    assertEquals(Optional.empty(), store.accepted(CalibrationKind.TABLE, "head"));
    assertEquals(Optional.empty(), store.accepted(KIND, "wrist"));
  }

  @Test
  void whatMakesHeldOutImagesWorseIsKeptAndNotAccepted() throws IOException {
    record("a", Verdict.OK, 0.5);
    StoredRun worse = record("b", Verdict.OK, 2);
    assertEquals(RegressionCheck.Outcome.WORSE, worse.regression().outcome());
    assertFalse(worse.accepted());
    assertEquals(Optional.of(1L), accepted());
    assertEquals(worse, store.run(2).orElseThrow());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> store.rollBackTo(2, "try"));
    assertTrue(
        e.getMessage().contains("was refused and is never accepted: Held-out"), e::getMessage);
  }

  @Test
  void aWeakRunDoesNotDisplaceAnOkOneByItself() throws IOException {
    assertTrue(record("a", Verdict.WEAK, 0.5).accepted());
    assertTrue(record("a", Verdict.WEAK, 0.5).accepted());
    assertTrue(record("a", Verdict.OK, 0.5).accepted());
    assertFalse(record("a", Verdict.WEAK, 0.5).accepted());
    store.rollBackTo(4, "the lens was changed");
    assertEquals(Optional.of(4L), accepted());
  }

  @Test
  void aRollbackTakesTheSessionAwayAndNothingElse() throws IOException {
    record("a", Verdict.OK, 0.5);
    record("b", Verdict.OK, 0.4);
    record("b", Verdict.OK, 0.3);
    store.record(Runs.run("b", CalibrationKind.TABLE, Verdict.OK, 0.3));
    List<JournalEntry> changes = store.rollBack("b", "the camera was moved");
    assertEquals(2, changes.size());
    assertEquals(Optional.of(1L), accepted());
    assertEquals(Optional.empty(), store.accepted(CalibrationKind.TABLE, "head"));
    assertEquals(4, store.runs().size());
    JournalEntry last = store.journal().get(4);
    assertEquals(
        new JournalEntry(
            5,
            last.atMillis(),
            KIND,
            "head",
            JournalAction.ROLL_BACK,
            3L,
            1L,
            "the camera was moved"),
        last);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> store.rollBack("b", "again"));
    assertTrue(e.getMessage().contains("nothing to roll back"), e::getMessage);
    assertThrows(IllegalArgumentException.class, () -> store.rollBack("nobody", "x"));
    store.rollBack("a", "start anew");
    assertEquals(Optional.empty(), accepted());
  }

  /** A second rollback goes further back, not forth to what the first one took away. */
  @Test
  void rollbacksFollowEachOther() throws IOException {
    record("a", Verdict.OK, 0.5);
    record("b", Verdict.OK, 0.5);
    record("c", Verdict.OK, 0.5);
    store.rollBack("c", "");
    store.rollBack("b", "");
    assertEquals(Optional.of(1L), accepted());
    assertEquals(3L, store.rollBackTo(3, "it was good after all").orElseThrow().toRun());
    store.rollBack("c", "");
    assertEquals(Optional.of(1L), accepted());
    assertEquals(Optional.empty(), store.rollBackTo(1, "is accepted already"));
  }

  @Test
  void idsAndSizesAreLimited() {
    assertThrows(IllegalArgumentException.class, () -> store.session("A"));
    assertThrows(IllegalArgumentException.class, () -> store.accepted(KIND, "a b"));
    assertThrows(
        IllegalArgumentException.class, () -> record("'; drop table run; --", Verdict.OK, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> store.rollBackTo(1, "x".repeat(JournalEntry.MAX_WHY_CHARS + 1)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Finding(
                Runs.json("{'a':'" + "x".repeat(1 << 16) + "'}"),
                null,
                Runs.json("{}"),
                Verdict.OK,
                ""));
  }

  @Test
  void aPictureThatWasFittedToIsNotHeldOut() {
    List<RunImage> images =
        List.of(
            Runs.image("x", ImageRole.FIT, null, 1.0),
            Runs.image("x", ImageRole.HELD_OUT, null, 1.0));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Runs.run("a", KIND, Verdict.OK, images, 500));
    assertTrue(e.getMessage().contains("x.png is held out"), e::getMessage);
  }
}
