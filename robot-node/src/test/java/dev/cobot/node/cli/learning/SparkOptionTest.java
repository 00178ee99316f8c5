package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cobot.node.batch.SparkCrew;
import dev.cobot.node.batch.StandaloneSpark;
import dev.cobot.node.cli.Cobot;
import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's machines make is what this machine's threads make; needs the profile spark. */
@Timeout(300)
class SparkOptionTest {
  private static final String[] TABLES = {"data", "tables", "--n", "10", "--seed", "3", "--out"};
  private static final String[] EPISODES = {
    "eval", "rat7", "--policy", "expert", "--tasks", "T2,T3", "--episodes", "3", "--seed", "101"
  };

  @TempDir private Path folder;

  @Test
  void picturesAreTheSameToTheByteAndWholeShardsAreKept() throws Exception {
    needsSpark();
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    call(0, TABLES, here.toString(), "--threads", "1");
    // A call that was stopped: its first shard is whole, of its second one there is a half.
    call(0, TABLES, there.toString(), "--range", "0..4");
    Path kept = there.resolve("0000/labels.json");
    FileTime made = Files.getLastModifiedTime(kept);
    Path half = Files.createDirectories(there.resolve(".unfinished/0001-x/0001"));
    Files.writeString(half.resolve("labels.json"), "[");

    call(0, TABLES, there.toString(), "--spark", "local[2]");
    assertEquals(made, Files.getLastModifiedTime(kept));
    Map<String, String> files = files(here);
    assertEquals(3 * 2 + 10 + 1, files.size(), files.keySet()::toString);
    assertEquals(files, files(there));
    assertNotEquals(files.get("0001/000000.png"), files.get("0002/000000.png"));
  }

  @Test
  @Timeout(600) // five programs start one after the other, on a machine that may be busy
  void aStandaloneClusterMakesTheSameToTheByteAndIsEnded() throws Exception {
    needsSpark();
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    String[] few = {"data", "tables", "--n", "8", "--seed", "3", "--out"};
    call(0, few, here.toString(), "--threads", "1");
    List<ProcessHandle> processes;
    try (StandaloneSpark cluster = new StandaloneSpark(folder.resolve("cluster"))) {
      processes = cluster.processes();
      assertTrue(processes.size() >= 4, processes::toString);
      try {
        call(0, few, there.toString(), "--spark", cluster.master());
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + cluster.said(), e);
      }
      try (Stream<Path> applications = Files.list(cluster.work())) {
        assertEquals(1, applications.count());
      }
    }
    for (ProcessHandle process : processes) {
      process.onExit().get(20, TimeUnit.SECONDS);
    }
    Map<String, String> files = files(here);
    assertEquals(2 * 2 + 8 + 1, files.size(), files.keySet()::toString);
    assertEquals(files, files(there));
  }

  @Test
  void rolloutsAreTheSameAndStandInTheirOrder() throws Exception {
    needsSpark();
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    String one = call(0, EPISODES, "--out", here.toString());
    assertEquals(one, call(0, EPISODES, "--out", there.toString(), "--spark", "local[2]"));
    for (String file : List.of("episodes.csv", "eval.json")) {
      assertEquals(
          Files.readString(here.resolve(file)), Files.readString(there.resolve(file)), file);
    }
    List<String> rows = Files.readAllLines(here.resolve("episodes.csv"));
    assertEquals(7, rows.size());
    assertEquals(7, Stream.of(rows).flatMap(List::stream).distinct().count(), rows::toString);
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingIsDone() throws Exception {
    String told =
        assertThrows(
                IOException.class, () -> new SparkCrew("local[2]", "x", folder, List.of("java")))
            .getMessage();
    assertTrue(told.contains("mvn -Pspark -pl robot-node/spark package"), told);
    told = call(3, EPISODES, "--spark", "local[2]", "--report", folder.resolve("r").toString());
    assertTrue(told.contains("leave --spark out"), told);
    assertFalse(Files.exists(folder.resolve("r")));
  }

  private static void needsSpark() {
    assumeTrue(
        Files.exists(ProjectHome.resolve("robot-node/spark/target/spark/cobot-spark.jar")),
        "mvn -Pspark builds Spark's folder");
  }

  private static String call(int code, String[] call, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of(call));
    words.addAll(List.of(more));
    int ended =
        Cobot.execute(
            words.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    assertEquals(code, ended, err::toString);
    return code == 0 ? out.toString() : err.toString();
  }

  /** Returns each file's bytes but run.json's, which has the time. */
  private static Map<String, String> files(Path set) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(set)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("run.json")) {
          files.put(
              set.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }
}
