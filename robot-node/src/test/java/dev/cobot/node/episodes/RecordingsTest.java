package dev.cobot.node.episodes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.event.Command;
import dev.cobot.sim2real.picture.FrameFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of commands, and what becomes of it when disk, file or process fail. */
@Timeout(300)
class RecordingsTest {
  private static final Outcome DONE = Outcome.done("the cube is in the bowl");
  private static final Outcome ABSENT =
      Outcome.refused(
          new Refusal(Refusal.Reason.ABSENT, "attention", "there is no cup", "another one?"));

  @TempDir private Path folder;

  private static Command command(String id, String text) {
    return new Command(id, text, Long.MAX_VALUE, "mqtt");
  }

  /** Records that are written by a thread, as in a runtime. */
  private Recordings served(int maxMegabytes) throws IOException {
    Recordings recordings =
        Recordings.open(ScriptedEpisodes.profile(folder, maxMegabytes), "{\"seed\":3}");
    Thread thread = new Thread(recordings.serving(), "recordings");
    thread.setDaemon(true);
    thread.start();
    return recordings;
  }

  private List<EpisodeSummary> list(EpisodeQuery query) throws IOException {
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      return archive.list(query);
    }
  }

  private List<String> ids(String words) throws IOException {
    return list(new EpisodeQuery(words, null, null, null, null, 100)).stream()
        .map(EpisodeSummary::commandId)
        .toList();
  }

  private Path file() {
    return folder.resolve("episodes.sqlite");
  }

  private Connection sqlite() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  @Test
  void aCommandIsKeptWithItsWordsMotionAndPictures() throws Exception {
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.carryOut(command("a", "put the cube in the bowl"), 60, DONE);
      cell.end(command("b", "take the cup"), ABSENT);
    }
    assertEquals(List.of("b", "a"), ids(null));
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      Episode a = archive.find("a").orElseThrow();
      assertEquals("done", a.summary().outcome());
      assertEquals("mqtt", a.summary().source());
      assertEquals("understood put the cube in the bowl", a.summary().understood());
      assertEquals(0.75, a.document().path("heard").path(0).path("certainty").asDouble());
      assertEquals(60, a.document().path("gate").path("released").asLong());
      assertEquals(3, a.run().path("seed").asLong());
      assertEquals(
          List.of("accepted", "meanwhile", "grasp", "meanwhile", "end"),
          a.shots().stream().map(Shot::moment).toList());
      for (Shot shot : a.shots()) {
        assertEquals(64, FrameFiles.decode(archive.picture(shot), "shot").widthPixels());
      }
      List<MotionTick> motion = archive.motion(a.summary().number());
      assertEquals(60, motion.size());
      assertEquals(5_040_000_000L, motion.get(0).stampNanos());
      assertArrayEquals(new float[] {5.04f, -1}, motion.get(0).positionsRad());
      assertArrayEquals(new float[] {2, 3}, motion.get(0).releasedRad());
      assertEquals(0.05f, motion.get(0).gripperOpeningMeters());
      assertFalse(motion.get(29).closeGripper());
      assertTrue(motion.get(30).closeGripper());
      Episode b = archive.find("b").orElseThrow();
      assertEquals("ABSENT", b.summary().reason());
      assertEquals("another one?", b.summary().question());
      assertEquals(List.of(), b.shots());
    }
  }

  @Test
  void episodesAreFoundByWordsOutcomeReasonAndTime() throws Exception {
    long before = System.currentTimeMillis();
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.end(command("a", "put the Cube in the bowl"), DONE);
      cell.end(command("b", "stelle die Flasche auf den Würfel"), ABSENT);
    }
    assertEquals(List.of("a"), ids("cub BOWL"));
    assertEquals(List.of("b"), ids("wurfel"));
    assertEquals(List.of("b"), ids("no cup"));
    assertEquals(List.of(), ids("cube bottle"));
    assertEquals(1, list(new EpisodeQuery(null, "done", null, null, null, 9)).size());
    assertEquals(1, list(new EpisodeQuery(null, null, "ABSENT", null, null, 9)).size());
    assertEquals(2, list(new EpisodeQuery(null, null, null, before, null, 9)).size());
    assertEquals(0, list(new EpisodeQuery(null, null, null, null, before - 1, 9)).size());
    assertEquals(1, list(EpisodeQuery.newest(1)).size());
  }

  /** Whatever is typed is looked for as words; nothing of it is FTS5's language. */
  @Test
  void anyWordsMayBeLookedFor() throws Exception {
    try (Recordings recordings = served(100)) {
      new ScriptedEpisodes(recordings).end(command("a", "put NEAR the cube OR not"), DONE);
    }
    for (String words : List.of("\"", "*", "()", " - ", "")) {
      assertThrows(IllegalArgumentException.class, () -> ids(words));
    }
    for (String words :
        List.of(
            "cube OR", "\"cube", "cu*", "text:cube AND", "NEAR(cube, 2)", "'cube'; --", "^put")) {
      ids(words);
    }
    assertEquals(List.of("a"), ids("\"cube\" OR near*"));
    Random random = new Random(3);
    String signs = "ab \"'*():^-+{}[]\\%_,;.ANDORTNE\0ü語\uD83E\uDD16\uD83E\n";
    for (int i = 0; i < 3000; i++) {
      StringBuilder words = new StringBuilder("x");
      for (int n = random.nextInt(12); n >= 0; n--) {
        words.append(signs.charAt(random.nextInt(signs.length())));
      }
      String typed = words.toString();
      if (i % 10 == 0) {
        ids(typed);
      } else {
        EpisodeQuery.requireWords(typed);
      }
    }
  }

  @Test
  void equalPicturesAreKeptOnce() throws Exception {
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      // One tick: the first picture is the last one, too.
      cell.carryOut(command("a", "go"), 1, DONE);
    }
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      Set<String> moments =
          archive.find("a").orElseThrow().shots().stream()
              .map(Shot::moment)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of("accepted", "end"), moments);
    }
    try (Connection c = sqlite();
        java.sql.ResultSet rows =
            c.createStatement().executeQuery("SELECT count(*) FROM picture")) {
      assertEquals(1, rows.getInt(1));
    }
  }

  @Test
  void aFullQueueHoldsNobodyAndIsTold() throws Exception {
    // Nobody takes anything out, as with a disk that hangs.
    try (Recordings recordings =
        Recordings.open(ScriptedEpisodes.profile(folder, 100), "{}", 100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.carryOut(command("a", "go"), 2000, DONE);
      assertTrue(recordings.dropped().get("tick") > 1500, recordings.dropped()::toString);
      assertTrue(recordings.dropped().get("picture") > 0, recordings.dropped()::toString);
      assertEquals(0, recordings.dropped().get("decision"), "decisions have room of their own");
      assertFalse(recordings.health().orElseThrow().isWell());
      assertTrue(recordings.health().orElseThrow().message().contains("too slow"));
    }
  }

  @Test
  void theOldestGoWhenThereIsTooMuchAndTheFileShrinks() throws Exception {
    try (Recordings recordings = served(1)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      for (int i = 0; i < 120; i++) {
        cell.carryOut(command("c" + i, "go number" + i), 30, DONE);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertEquals(0, recordings.dropped().get("decision"));
    }
    List<String> kept = ids(null);
    assertEquals("c119", kept.get(0));
    assertTrue(kept.size() > 10 && kept.size() < 100, () -> kept.size() + " are kept");
    assertEquals(List.of(), ids("number0"), "its words are gone, too");
    assertTrue(Files.size(file()) < 1_200_000, () -> file() + " is too large");
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      for (Shot shot : archive.find("c119").orElseThrow().shots()) {
        archive.picture(shot);
      }
    }
  }

  @Test
  void whatIsTooOldGoesButNeverWhatRuns() throws Exception {
    try (Recordings recordings = served(100)) {
      new ScriptedEpisodes(recordings).end(command("old", "go"), DONE);
    }
    try (EpisodeStore store =
        EpisodeStore.open(folder, "{}", RunningProcess.current(), System.currentTimeMillis())) {
      OpenEpisode running = new OpenEpisode("running", "go", "", 1000, 1);
      store.write(List.of(running));
      assertEquals(1, store.prune(Long.MAX_VALUE, System.currentTimeMillis() + 1000));
      assertEquals(0, store.prune(0, Long.MAX_VALUE));
      assertEquals(List.of("running"), ids(null));
      assertEquals("running", list(EpisodeQuery.newest(1)).get(0).outcome());
    }
  }

  @Test
  void aRunThatEndsBeforeItsCommandMarksItInterrupted() throws Exception {
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.begin(command("a", "go"));
      cell.tick(command("a", "go"), false);
    }
    EpisodeSummary a = list(EpisodeQuery.newest(1)).get(0);
    assertEquals("interrupted", a.outcome());
    assertTrue(a.detail().contains("ended before"), a::detail);
  }

  /** Keeps records until it is killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      Recordings recordings =
          Recordings.open(ScriptedEpisodes.profile(Path.of(args[0]), 100), "{}");
      Thread thread = new Thread(recordings.serving(), "recordings");
      thread.setDaemon(true);
      thread.start();
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.carryOut(command("whole", "go"), 10, DONE);
      cell.begin(command("cut", "go on"));
      while (true) {
        cell.tick(command("cut", "go on"), false);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** Keeps records until the disk takes nothing more, and says what is told of it. */
  static final class Glutton {
    private Glutton() {}

    public static void main(String[] args) throws Exception {
      Recordings recordings =
          Recordings.open(ScriptedEpisodes.profile(Path.of(args[0]), 100), "{}");
      Thread thread = new Thread(recordings.serving(), "recordings");
      thread.setDaemon(true);
      thread.start();
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      for (int i = 0; !recordings.health().orElseThrow().message().contains("sqlite"); i++) {
        cell.carryOut(command("c" + i, "go"), 30, DONE);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      System.out.println(recordings.health().orElseThrow().message());
      // Nobody is held up, and it does not hang at the end.
      cell.carryOut(command("last", "go"), 20_000, DONE);
      System.out.println("dropped " + (recordings.dropped().get("tick") > 0));
      recordings.close();
      System.out.println("closed");
    }
  }

  /** A process may write no file that is longer than 3 MB: as if the disk were full. */
  @Test
  void aFullDiskIsToldAndHoldsNobody() throws Exception {
    Process glutton =
        start(Glutton.class, List.of("bash", "-c", "ulimit -f 3000; exec \"$@\"", "x"));
    assertTrue(glutton.waitFor(120, TimeUnit.SECONDS), "it hangs");
    String said = Files.readString(log());
    assertTrue(said.contains("episodes.sqlite"), said);
    assertTrue(said.contains("dropped true"), said);
    assertTrue(said.contains("closed"), said);
    // What was written before can be read.
    assertTrue(list(new EpisodeQuery(null, "done", null, null, null, 99)).size() > 10);
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      assertEquals(30, archive.motion(1).size());
    }
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  private Process start(Class<?> main, List<String> before) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main.getName(), folder.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  @Test
  void aKilledRunIsReadWhileItRunsAndMarkedAfterwards() throws Exception {
    Process victim = start(Victim.class, List.of());
    try {
      // Read while the other process writes.
      int ticks = 0;
      while (ticks < 50) {
        assertTrue(victim.isAlive(), "the other process ended by itself");
        TimeUnit.MILLISECONDS.sleep(50);
        if (Files.exists(file())) {
          ticks = ticksOfRunning();
        }
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
    // Nobody has marked it yet, but its process is gone.
    assertEquals("interrupted", list(EpisodeQuery.newest(1)).get(0).outcome());
    assertEquals(1, list(new EpisodeQuery(null, "interrupted", null, null, null, 9)).size());
    served(100).close();
    List<EpisodeSummary> marked = list(EpisodeQuery.newest(9));
    assertEquals(List.of("cut", "whole"), marked.stream().map(EpisodeSummary::commandId).toList());
    assertTrue(marked.get(0).detail().contains("look at the cell"), marked.get(0)::detail);
    assertEquals("done", marked.get(1).outcome());
  }

  private int ticksOfRunning() throws IOException {
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      List<EpisodeSummary> newest = archive.list(EpisodeQuery.newest(1));
      if (newest.isEmpty() || !newest.get(0).commandId().equals("cut")) {
        return 0;
      }
      assertEquals("running", newest.get(0).outcome());
      return archive.motion(newest.get(0).number()).size();
    } catch (IOException e) {
      // Its tables are not made yet.
      assertTrue(e.getMessage().contains("another program"), e::getMessage);
      return 0;
    }
  }

  @Test
  void aLaterStoreAndAForeignOneAreRefusedAndLeft() throws Exception {
    served(100).close();
    try (Connection c = sqlite()) {
      c.createStatement().execute("PRAGMA user_version = 99");
    }
    for (IOException e :
        List.of(
            assertThrows(IOException.class, () -> served(100)),
            assertThrows(IOException.class, () -> list(EpisodeQuery.newest(1))))) {
      assertTrue(e.getMessage().contains("later Cobot"), e::getMessage);
      assertTrue(e.getMessage().contains("version 99, this Cobot knows up to 1"), e::getMessage);
      assertTrue(e.getMessage().contains("--recordings"), e::getMessage);
    }
    Files.delete(file());
    try (Connection c = sqlite()) {
      c.createStatement().execute("CREATE TABLE theirs (x)");
    }
    byte[] theirs = Files.readAllBytes(file());
    IOException e = assertThrows(IOException.class, () -> served(100));
    assertTrue(e.getMessage().contains("another program"), e::getMessage);
    assertArrayEquals(theirs, Files.readAllBytes(file()));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Files.writeString(folder.resolve("taken"), "a file");
    folder = folder.resolve("taken");
    IOException e = assertThrows(IOException.class, () -> served(100));
    assertTrue(e.getMessage().contains(folder + " cannot be made"), e::getMessage);
    assertTrue(e.getMessage().contains("choose another --recordings"), e::getMessage);
    e = assertThrows(IOException.class, () -> list(EpisodeQuery.newest(1)));
    assertTrue(e.getMessage().contains("there are no recordings in"), e::getMessage);
  }

  @Test
  void aDamagedStoreIsMovedAsideAndNotDeleted() throws Exception {
    byte[] bytes =
        "this is no store, however long it may be ".repeat(60).getBytes(StandardCharsets.UTF_8);
    Files.write(file(), bytes);
    try (Recordings recordings = served(100)) {
      new ScriptedEpisodes(recordings).end(command("a", "go"), DONE);
    }
    assertEquals(List.of("a"), ids(null));
    assertArrayEquals(bytes, Files.readAllBytes(aside()));
  }

  private Path aside() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches(".*\\.damaged-[0-9TZ]+"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The file is damaged while a run has it open: what it knows goes into a new one. */
  @Test
  void aStoreThatIsDamagedMeanwhileIsMovedAside() throws Exception {
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.carryOut(command("a", "go"), 5, DONE);
      while (ids(null).isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      try (Connection c = sqlite()) {
        c.createStatement().execute("DROP TABLE words");
      }
      cell.carryOut(command("b", "go"), 5, DONE);
    }
    assertEquals(List.of("b"), ids(null));
    assertTrue(Files.size(aside()) > 1000);
  }

  @Test
  void aPictureThatIsNotTheOneThatWasKeptIsNotShown() throws Exception {
    try (Recordings recordings = served(100)) {
      new ScriptedEpisodes(recordings).carryOut(command("a", "go"), 1, DONE);
    }
    try (Connection c = sqlite()) {
      c.createStatement().execute("UPDATE picture SET png = substr(png, 1, 900)");
    }
    try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
      Shot shot = archive.find("a").orElseThrow().shots().get(0);
      IOException e = assertThrows(IOException.class, () -> archive.picture(shot));
      assertTrue(e.getMessage().contains("is damaged or gone"), e::getMessage);
    }
  }

  @Test
  void damagedFilesGiveSentencesOnly() throws Exception {
    try (Recordings recordings = served(100)) {
      ScriptedEpisodes cell = new ScriptedEpisodes(recordings);
      cell.carryOut(command("a", "go"), 30, DONE);
      cell.carryOut(command("b", "go"), 30, ABSENT);
    }
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(11);
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int n = 1 << random.nextInt(10); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      if (i % 5 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      Files.write(file(), damaged);
      try (EpisodeArchive archive = EpisodeArchive.open(folder)) {
        archive.list(new EpisodeQuery("go", null, null, null, null, 9));
        Episode a = archive.find("a").orElseThrow(() -> new IOException("it is gone"));
        archive.motion(a.summary().number());
        for (Shot shot : a.shots()) {
          archive.picture(shot);
        }
      } catch (IOException e) {
        refusals.add(e.getMessage());
      }
    }
    assertTrue(refusals.size() > 100, () -> "only " + refusals.size() + " were refused");
    assertTrue(refusals.size() < 300, "none was read");
  }

  @Test
  void motionThatIsCutOffIsNoMotion() {
    MotionTick tick =
        new MotionTick(7, new float[] {1, 2}, new float[] {3, 4}, 5, new float[0], true);
    byte[] packed = MotionTick.pack(List.of(tick, tick));
    assertEquals(2, MotionTick.unpack(packed).size());
    assertEquals(7, MotionTick.unpack(packed).get(1).stampNanos());
    for (int length = 1; length < packed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(packed, length);
      if (length != packed.length / 2) {
        assertThrows(IllegalArgumentException.class, () -> MotionTick.unpack(cut));
      }
    }
  }
}
