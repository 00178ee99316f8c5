package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.store.SqliteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file under the store: crashes, two users at once, foreign and damaged files, versions. */
@Timeout(60)
class StoreFileTest {
  private static final List<String> ADD_A_COLUMN =
      List.of("ALTER TABLE run ADD COLUMN place_name TEXT");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("sessions.db");
  }

  private static CalibrationRun run(String session) {
    return Runs.run(session, CalibrationKind.INTRINSICS, Verdict.OK, 0.5);
  }

  private void recordOne() throws IOException {
    try (SessionStore store = SessionStore.open(file())) {
      store.record(run("first"));
    }
  }

  private int runsNow() throws IOException {
    try (SessionStore store = SessionStore.openExisting(file())) {
      return store.runs().size();
    }
  }

  private Connection sqlite() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private void assertRefusedAndLeft(String part) throws IOException {
    byte[] before = Files.readAllBytes(file());
    IOException e = assertThrows(IOException.class, () -> SessionStore.open(file()).close());
    assertTrue(e.getMessage().contains(part), e::getMessage);
    assertTrue(e.getMessage().contains(file().toString()), e::getMessage);
    assertArrayEquals(before, Files.readAllBytes(file()));
  }

  @Test
  void atRestItIsOneFile() throws IOException {
    recordOne();
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void aMissingFileIsNotMadeByReading() {
    IOException e =
        assertThrows(IOException.class, () -> SessionStore.openExisting(file()).close());
    assertTrue(e.getMessage().contains("there is no store"), e::getMessage);
    assertFalse(Files.exists(file()));
  }

  @Test
  void whatWasNotCommittedIsGone() throws IOException {
    recordOne();
    RuntimeException crash = new IllegalStateException("in the middle");
    try (SqliteFile file =
        StoreFile.open(file(), false, 100, Schema.VERSIONS, System::currentTimeMillis)) {
      assertEquals(
          crash,
          assertThrows(
              IllegalStateException.class,
              () ->
                  file.write(
                      connection -> {
                        new RunRows(connection)
                            .insert(
                                run("second"), RegressionCheck.of(List.of(), ErrorUnit.PIXELS, 1));
                        throw crash;
                      })));
      assertEquals(1, file.read(c -> new RunRows(c).summaries()).size());
    }
    assertEquals(1, runsNow());
  }

  /** A process that dies while it writes: half of the run is in the file, its journal beside it. */
  @Test
  void aProcessThatIsKilledInTheMiddleLeavesTheStoreAsItWas() throws Exception {
    recordOne();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It cannot remove its native library when it is killed.
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                HalfARun.class.getName(),
                file().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(HalfARun.KILLED, process.exitValue(), said);
    assertTrue(Files.exists(folder.resolve("sessions.db-journal")), "it died while it wrote");
    assertEquals(1, runsNow());
    try (SessionStore store = SessionStore.open(file())) {
      assertEquals(2, store.record(run("second")).number());
    }
  }

  /** Writes rows without a commit, past SQLite's cache so that they reach the file, and dies. */
  static final class HalfARun {
    static final int KILLED = 9;

    public static void main(String[] args) throws IOException {
      SqliteFile file =
          StoreFile.open(Path.of(args[0]), false, 1000, Schema.VERSIONS, System::currentTimeMillis);
      file.write(
          connection -> {
            execute(connection, "PRAGMA cache_size = 1");
            for (int i = 0; i < 200; i++) {
              new RunRows(connection)
                  .insert(run("half"), RegressionCheck.of(List.of(), ErrorUnit.PIXELS, 1));
            }
            Runtime.getRuntime().halt(KILLED);
            return null;
          });
    }
  }

  @Test
  void twoConnectionsMayMakeTheFileAtOnce() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    for (int round = 0; round < 60; round++) {
      Path file = folder.resolve("made-" + round + ".db");
      CyclicBarrier together = new CyclicBarrier(2);
      List<Thread> makers = new ArrayList<>();
      for (int m = 0; m < 2; m++) {
        Thread maker =
            new Thread(
                () -> {
                  try {
                    together.await();
                    SessionStore.open(file).close();
                  } catch (Exception e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                });
        makers.add(maker);
        maker.start();
      }
      for (Thread maker : makers) {
        maker.join();
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void twoConnectionsWriteInTurn() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      String session = "writer" + w;
      Thread writer =
          new Thread(
              () -> {
                // Both make the file, too.
                try (SessionStore store = SessionStore.open(file())) {
                  for (int i = 0; i < 10; i++) {
                    store.record(run(session));
                  }
                } catch (IOException | RuntimeException e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      writers.add(writer);
      writer.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertEquals(List.of(), failures);
    try (SessionStore store = SessionStore.openExisting(file())) {
      assertEquals(20, store.runs().size());
      assertEquals(10, store.session("writer0").size());
      // Each acceptance stands on the one before it.
      List<JournalEntry> journal = store.journal();
      for (int i = 1; i < journal.size(); i++) {
        assertEquals(journal.get(i - 1).toRun(), journal.get(i).fromRun());
      }
    }
  }

  @Test
  void whoWaitsTooLongIsToldAndReadersAreNotHeldUp() throws Exception {
    recordOne();
    try (SessionStore waiting = SessionStore.open(file(), false, 50, System::currentTimeMillis);
        Connection other = sqlite()) {
      execute(other, "BEGIN IMMEDIATE");
      IOException e = assertThrows(IOException.class, () -> waiting.record(run("second")));
      assertTrue(e.getMessage().contains("in use by another process"), e::getMessage);
      assertEquals(1, waiting.runs().size());
      execute(other, "ROLLBACK");
      assertEquals(2, waiting.record(run("second")).number());
    }
  }

  @Test
  void foreignFilesAreRefusedAndLeft() throws Exception {
    for (String text : List.of("x", "[camera]\nfx = 500\n", "y".repeat(10_000))) {
      Files.writeString(file(), text);
      assertRefusedAndLeft("no store of sessions");
    }
    Files.delete(file());
    try (Connection other = sqlite()) {
      execute(other, "CREATE TABLE run (number INTEGER)");
    }
    assertRefusedAndLeft("SQLite file of another program");
    Files.delete(file());
    Files.createDirectory(file());
    IOException e = assertThrows(IOException.class, () -> SessionStore.open(file()).close());
    assertTrue(e.getMessage().contains("is a folder"), e::getMessage);
  }

  @Test
  void damagedFilesAreRefusedAndLeft() throws Exception {
    recordOne();
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length / 2 / 4096 * 4096));
    assertRefusedAndLeft("damaged");
    byte[] scribbled = whole.clone();
    for (int page = 1; page < whole.length / 4096; page++) {
      Arrays.fill(scribbled, page * 4096, page * 4096 + 100, (byte) 0x5a);
    }
    Files.write(file(), scribbled);
    assertRefusedAndLeft("damaged");
  }

  @Test
  void aRowThatSomebodyChangedIsToldByItsNumber() throws Exception {
    recordOne();
    try (Connection other = sqlite()) {
      execute(other, "DROP TRIGGER run_no_UPDATE");
      execute(other, "UPDATE run SET result = '[not json'");
    }
    try (SessionStore store = SessionStore.openExisting(file())) {
      IOException e = assertThrows(IOException.class, () -> store.session("first"));
      assertTrue(e.getMessage().contains("run 1, result is no JSON"), e::getMessage);
    }
  }

  @Test
  void runsAreNeitherChangedNorDeletedNorOrphaned() throws Exception {
    recordOne();
    for (String sql :
        List.of(
            "UPDATE run SET verdict = 'ok'",
            "DELETE FROM run",
            "DELETE FROM image",
            "UPDATE image SET error_after = 0",
            "DELETE FROM journal",
            "UPDATE journal SET to_run = NULL",
            "INSERT INTO journal (at_millis, kind, camera, action, to_run, why)"
                + " VALUES (0, 'table', 'head', 'accept', 99, '')")) {
      try (SqliteFile file =
          StoreFile.open(file(), false, 100, Schema.VERSIONS, System::currentTimeMillis)) {
        assertThrows(
            IOException.class,
            () ->
                file.write(
                    connection -> {
                      execute(connection, sql);
                      return null;
                    }),
            sql);
      }
    }
    assertEquals(1, runsNow());
  }

  @Test
  void olderTablesAreBroughtUpAndLaterOnesRefused() throws Exception {
    recordOne();
    List<List<String>> later = List.of(Schema.VERSIONS.get(0), ADD_A_COLUMN);
    try (SqliteFile file = StoreFile.open(file(), false, 100, later, () -> 77)) {
      assertEquals(
          77L,
          file.<Long>read(
              connection -> {
                execute(connection, "SELECT place_name FROM run");
                try (PreparedStatement select =
                        connection.prepareStatement(
                            "SELECT applied_at_millis FROM schema_version WHERE version = 2");
                    var row = select.executeQuery()) {
                  return row.getLong(1);
                }
              }));
    }
    assertRefusedAndLeft("written by a later Cobot (its tables are of version 2");
    try (SqliteFile file = StoreFile.open(file(), false, 100, later, () -> 78)) {
      assertEquals(1, file.read(c -> new RunRows(c).summaries()).size());
    }
  }

  @Test
  void aMigrationThatFailsChangesNothing() throws Exception {
    recordOne();
    List<List<String>> broken =
        List.of(
            Schema.VERSIONS.get(0),
            List.of(ADD_A_COLUMN.get(0), "ALTER TABLE nowhere RENAME TO x"));
    byte[] before = Files.readAllBytes(file());
    assertThrows(
        IOException.class, () -> StoreFile.open(file(), false, 100, broken, () -> 77).close());
    assertArrayEquals(before, Files.readAllBytes(file()));
    assertEquals(1, runsNow());
  }

  @Test
  void namesOfFilesAreNoOptions() throws IOException {
    Path odd = folder.resolve("a b#%20;'\u00e9/sessions.db");
    try (SessionStore store = SessionStore.open(odd)) {
      store.record(run("first"));
    }
    assertTrue(Files.size(odd) > 0);
    IOException e =
        assertThrows(
            IOException.class,
            () -> SessionStore.open(folder.resolve("x.db?journal_mode=off")).close());
    assertTrue(e.getMessage().contains("'?'"), e::getMessage);
  }
}
