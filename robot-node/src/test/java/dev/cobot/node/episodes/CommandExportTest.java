package dev.cobot.node.episodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.cli.Cobot;
import dev.cobot.node.event.Command;
import dev.cobot.node.lerobot.CommandExport;
import dev.cobot.node.lerobot.DatasetCheck;
import dev.cobot.node.lerobot.DatasetWriter;
import dev.cobot.node.lerobot.IndependentReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recorded commands as a data set, read by a reader that is not ours. */
@Timeout(300)
class CommandExportTest {
  private static final int TICKS = 60;
  private static final int JITTERED = 80;

  @TempDir private Path folder;
  private Path recordings;

  private static Command command(String id, String text) {
    return new Command(id, text, Long.MAX_VALUE, "ros");
  }

  /** One done, one refused without motion, one failed whose ticks are uneven, with a hole. */
  @BeforeEach
  void record() throws Exception {
    recordings = folder.resolve("recordings");
    try (Recordings kept = Recordings.open(ScriptedEpisodes.profile(recordings, 100), "{}")) {
      Thread thread = new Thread(kept.serving(), "recordings");
      thread.setDaemon(true);
      thread.start();
      ScriptedEpisodes cell = new ScriptedEpisodes(kept);
      cell.carryOut(command("a", "put the cube in the bowl"), TICKS, Outcome.done("done"));
      cell.end(
          command("b", "take the cup"),
          Outcome.refused(new Refusal(Refusal.Reason.ABSENT, "attention", "no cup", null)));
      Command c = command("c", "wipe the table");
      Random random = new Random(3);
      cell.begin(c);
      long due = cell.nowNanos;
      for (int i = 0; i < JITTERED; i++) {
        due += 40_000_000L;
        cell.nowNanos = due - 40_000_000L + random.nextInt(4_000_000);
        if (i < 30 || i >= 45) {
          cell.tick(c, false);
        }
      }
      cell.end(c, Outcome.failed("not clean"));
    }
  }

  private Path set(String name) {
    return folder.resolve(name);
  }

  private DatasetWriter.Written export(CommandExport[] made, int fps, Path out) throws IOException {
    try (EpisodeArchive archive = EpisodeArchive.open(recordings)) {
      made[0] = new CommandExport(archive, fps, true);
      return made[0].write(List.of(1L, 2L, 3L), out);
    }
  }

  @Test
  void anIndependentReaderFindsWhatWasRecorded() throws Exception {
    CommandExport[] made = new CommandExport[1];
    Path out = set("out");
    assertEquals(new DatasetWriter.Written(2, TICKS + JITTERED, 2, 1), export(made, 25, out));
    assertEquals(List.of(), DatasetCheck.check(out).findings());
    String told = String.join("\n", made[0].told());
    assertTrue(told.contains("episode 2 (refused) is left out: it has no motion"), told);
    assertTrue(told.contains("episode 1: 5 pictures for 60 frames"), told);
    assertTrue(told.contains("episode 3: ticks are missing"), told);
    assertFalse(told.contains("episode 1: ticks"), told);

    JsonNode data = IndependentReader.read(out.resolve("data/chunk-000/file-000.parquet"));
    assertEquals(2, data.path("rowGroups").asInt());
    List<MotionTick> ticks;
    List<Shot> shots;
    try (EpisodeArchive archive = EpisodeArchive.open(recordings)) {
      ticks = archive.motion(1);
      shots = archive.find("1").orElseThrow().shots();
    }
    for (int i = 0; i < TICKS; i++) {
      JsonNode row = data.path("values").path(i);
      MotionTick tick = ticks.get(i);
      assertNumbers(row.path("observation.state"), tick.positionsRad()[0], -1, 0.05f);
      assertNumbers(row.path("action"), 2, 3, i < TICKS / 2 ? 0 : 1);
      assertEquals(i == TICKS - 1, row.path("next.done").asBoolean());
      assertEquals(i == TICKS - 1, row.path("next.success").asBoolean());
      assertTrue(row.path("cobot.released").asBoolean());
      assertEquals(i / 25.0, row.path("timestamp").asDouble(), 1e-6);
      assertEquals(i, row.path("frame_index").asInt());
      assertEquals(0, row.path("task_index").asInt());
      Shot shown = null;
      for (Shot shot : shots) {
        shown = shown == null || shot.stampNanos() <= tick.stampNanos() ? shot : shown;
      }
      assertEquals(shown.sha256(), row.path("observation.images.camera").path("bytes").asText());
      assertEquals(
          (tick.stampNanos() - shown.stampNanos()) * 1e-9,
          row.path("cobot.camera_age_s").asDouble(),
          1e-6);
    }
    JsonNode last = data.path("values").path(TICKS + JITTERED - 1);
    assertTrue(last.path("next.done").asBoolean());
    assertFalse(last.path("next.success").asBoolean());
    assertEquals(1, last.path("task_index").asInt());
    assertEquals(TICKS + JITTERED - 1, last.path("index").asInt());
  }

  /** In uneven ticks each frame shows the nearest; in a hole the nearest side of it. */
  @Test
  void framesAreEvenWhereTicksAreNot() throws Exception {
    export(new CommandExport[1], 25, set("out"));
    JsonNode data = IndependentReader.read(set("out").resolve("data/chunk-000/file-000.parquet"));
    List<MotionTick> ticks;
    try (EpisodeArchive archive = EpisodeArchive.open(recordings)) {
      ticks = archive.motion(3);
    }
    assertEquals(JITTERED - 15, ticks.size());
    for (int i = 0; i < JITTERED; i++) {
      int tick = i < 30 ? i : i < 37 ? 29 : i < 45 ? 30 : i - 15;
      float shoulder =
          (float) data.path("values").path(TICKS + i).path("observation.state").path(0).asDouble();
      assertEquals(ticks.get(tick).positionsRad()[0], shoulder, "frame " + i);
    }
  }

  @Test
  void fewerFramesASecondTakeEveryFifthTick() throws Exception {
    export(new CommandExport[1], 5, set("out"));
    assertEquals(List.of(), DatasetCheck.check(set("out")).findings());
    JsonNode data = IndependentReader.read(set("out").resolve("data/chunk-000/file-000.parquet"));
    try (EpisodeArchive archive = EpisodeArchive.open(recordings)) {
      List<MotionTick> ticks = archive.motion(1);
      for (int i = 0; i < TICKS / 5; i++) {
        JsonNode row = data.path("values").path(i);
        assertEquals(
            ticks.get(5 * i).positionsRad()[0],
            (float) row.path("observation.state").path(0).asDouble());
        // The action is the last that leads to the next frame, not the first after this one.
        assertEquals(
            ticks.get(5 * i + 4).closeGripper() ? 1 : 0, row.path("action").path(2).asInt());
      }
    }
  }

  @Test
  void metadataAreAsLeRobotReadsThem() throws Exception {
    Path out = set("out");
    export(new CommandExport[1], 25, out);
    JsonNode info = new JsonMapper().readTree(out.resolve("meta/info.json").toFile());
    assertEquals("v3.0", info.path("codebase_version").asText());
    assertEquals("0:2", info.path("splits").path("train").asText());
    JsonNode features = info.path("features");
    assertEquals(
        "[\"shoulder_rad\",\"elbow_rad\",\"gripper_opening_m\"]",
        features.path("observation.state").path("names").toString());
    assertEquals("[48,64,3]", features.path("observation.images.camera").path("shape").toString());
    JsonNode tasks = IndependentReader.read(out.resolve("meta/tasks.parquet"));
    assertEquals("wipe the table", tasks.path("values").path(1).path("task").asText());
    JsonNode pandas = new JsonMapper().readTree(tasks.path("keyValues").path("pandas").asText());
    assertEquals("[\"task\"]", pandas.path("index_columns").toString());
    JsonNode episodes =
        IndependentReader.read(out.resolve("meta/episodes/chunk-000/file-000.parquet"));
    JsonNode second = episodes.path("values").path(1);
    assertEquals(TICKS, second.path("dataset_from_index").asInt());
    assertEquals(TICKS + JITTERED, second.path("dataset_to_index").asInt());
    assertEquals("[\"wipe the table\"]", second.path("tasks").toString());
    assertEquals(3, second.path("stats/observation.images.camera/mean").size());
    assertEquals(1, second.path("stats/observation.images.camera/mean").path(0).path(0).size());
    JsonNode stats = new JsonMapper().readTree(out.resolve("meta/stats.json").toFile());
    assertEquals(TICKS + JITTERED, stats.path("action").path("count").path(0).asInt());
    assertEquals(2, stats.path("action").path("q50").path(0).asDouble());
    // Of the two episodes' pictures, random bytes, a half is below the middle.
    assertEquals(
        0.5,
        stats.path("observation.images.camera").path("q50").path(1).path(0).path(0).asDouble(),
        0.01);
  }

  @Test
  void aSetThatIsThereIsLeftAsItIs() throws Exception {
    Path out = Files.createDirectory(set("taken"));
    assertThrows(IOException.class, () -> export(new CommandExport[1], 25, out));
    assertFalse(Files.exists(set("taken.part")));
    Files.createDirectory(set("other.part"));
    Files.writeString(set("other.part").resolve("mine.txt"), "keep");
    assertThrows(IOException.class, () -> export(new CommandExport[1], 25, set("other")));
    assertTrue(Files.exists(set("other.part").resolve("mine.txt")));
    // What a killed export left is begun anew.
    Files.createDirectories(set("out.part").resolve("data/chunk-000"));
    Files.writeString(set("out.part").resolve("data/chunk-000/file-000.parquet"), "half");
    Files.writeString(set("out.part").resolve(".unfinished"), "");
    export(new CommandExport[1], 25, set("out"));
    assertEquals(List.of(), DatasetCheck.check(set("out")).findings());
    assertFalse(Files.exists(set("out.part")));
    // One that fails leaves nothing.
    try (EpisodeArchive archive = EpisodeArchive.open(recordings)) {
      CommandExport export = new CommandExport(archive, 25, true);
      assertThrows(IOException.class, () -> export.write(List.of(1L, 99L), set("failed")));
    }
    assertFalse(Files.exists(set("failed")));
    assertFalse(Files.exists(set("failed.part")));
  }

  private int cobot(StringWriter said, String... arguments) {
    return Cobot.execute(arguments, new PrintWriter(said), new PrintWriter(said));
  }

  @Test
  void theCommandLineTakesNumbersOrAQuery() {
    StringWriter said = new StringWriter();
    String kept = recordings.toString();
    String out = set("cli").toString();
    assertEquals(
        0,
        cobot(
            said,
            "episodes",
            "export",
            "--recordings",
            kept,
            "--words",
            "cube",
            "--outcome",
            "done",
            "--format",
            "lerobot",
            "--out",
            out,
            "--without-pictures"),
        said.toString());
    assertTrue(said.toString().contains("1 episodes, 60 frames, 1 tasks"), said.toString());
    assertEquals(0, cobot(said, "lerobot", "info", out), said.toString());
    assertTrue(said.toString().contains("Nothing is wrong with it."), said.toString());
    assertTrue(said.toString().contains("it lacks cobot.believed"), said.toString());
    for (String[] wrong :
        new String[][] {
          {"--format", "lerobot", "--out", out},
          {"1", "--outcome", "done", "--format", "lerobot", "--out", out},
          {"1", "--format", "lerobot"},
          {"1", "--fps", "5"},
          {"1", "--fps", "0", "--format", "lerobot", "--out", out + "2"}
        }) {
      String[] all = new String[wrong.length + 4];
      System.arraycopy(new String[] {"episodes", "export", "--recordings", kept}, 0, all, 0, 4);
      System.arraycopy(wrong, 0, all, 4, wrong.length);
      assertTrue(cobot(said, all) != 0, String.join(" ", all));
    }
  }

  private static void assertNumbers(JsonNode list, float... expected) {
    assertEquals(expected.length, list.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], (float) list.path(i).asDouble());
    }
  }
}
