package dev.cobot.node.lerobot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.parquet.ParquetColumn;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A set without fault, and one for each rule that breaks it. */
class DatasetCheckTest {
  private static final String DATA = "data/chunk-000/file-000.parquet";
  private static final String EPISODES = "meta/episodes/chunk-000/file-000.parquet";

  @TempDir private Path folder;

  /** Changes a set before it is written. */
  private interface Damage {
    void to(ForeignSet set) throws IOException;
  }

  @Test
  void aSoundSetHasNoFindings() throws IOException {
    Path set = new ForeignSet().write(folder.resolve("set"));
    DatasetCheck.Report report = DatasetCheck.check(set);
    assertEquals(List.of(), report.findings());
    assertEquals(List.of("fold", "unfold"), report.tasks());
    assertEquals(10, report.info().fps());
    assertEquals(List.of("pan"), report.info().features().get("action").names());
    assertEquals(5, FeatureUse.missing(set, report.info()).size());
    IOException refused =
        assertThrows(
            IOException.class, () -> DemonstrationImport.read(set, folder.resolve("demos")));
    assertTrue(refused.getMessage().contains("it lacks cobot.label"), refused.getMessage());
    assertFalse(Files.exists(folder.resolve("demos")));
    assertFalse(Files.exists(folder.resolve("demos.part")));
  }

  private static ObjectNode feature(ForeignSet set, String name) {
    return (ObjectNode) set.info.path("features").path(name);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        of(s -> s.data.get(1)[3] = 0.1002f, DATA, 1, "timestamp is 0.10019999"),
        of(s -> s.data.get(4)[4] = 2L, DATA, 4, "frame_index is 2, not 1"),
        of(s -> s.data.get(2)[6] = 9L, DATA, 2, "index is 9, not 2"),
        of(s -> s.data.get(2)[5] = 1L, DATA, 2, "it is of episode 1, whose frames"),
        of(s -> s.data.get(2)[5] = 7L, DATA, 2, "episode_index is 7 of 2"),
        of(s -> s.data.get(3)[7] = 0L, DATA, 3, "task_index 0 is not one of"),
        of(s -> s.data.get(3)[7] = 5L, DATA, 3, "task_index 5 is not one of"),
        of(s -> s.data.get(3)[0] = new float[] {1}, DATA, 3, "has 1 values, not 2"),
        of(s -> s.data.get(3)[0] = new float[] {1, Float.NaN}, DATA, 3, "lift is NaN"),
        of(s -> s.data.get(3)[2] = new float[] {9}, DATA, 3, "pan is 9.0, meta/stats.json"),
        of(s -> s.data.get(3)[1] = null, DATA, 3, "has 0 values, not 1"),
        of(s -> s.data.get(3)[1] = new byte[40], DATA, 3, "is no PNG or JPEG"),
        of(s -> s.data.get(3)[1] = ForeignSet.png(5, 3), DATA, 3, "is 3 x 5, told is [3, 4, 3]"),
        of(s -> s.data.remove(4), "data", -1, "it has 4 frames, meta/info.json tells of 5"),
        of(s -> s.episodes.get(1)[0] = 5L, EPISODES, 1, "episode_index is 5, not 1"),
        of(s -> s.episodes.get(1)[5] = 2L, EPISODES, 1, "frames 2 to 5 are told"),
        of(s -> s.episodes.get(1)[2] = 1L, EPISODES, 1, "gives 3 to 4"),
        of(s -> s.episodes.get(0)[1] = List.of("fly"), EPISODES, 0, "its tasks [fly] are none"),
        of(s -> s.episodes.get(0)[1] = List.of(), EPISODES, 0, "its tasks [] are none"),
        of(s -> s.episodes.get(1)[4] = 1L, EPISODES, 1, "file-001.parquet, which is missing"),
        of(s -> s.episodes.remove(1), "meta/episodes", -1, "it has 1 episodes"),
        of(s -> s.tasks.get(1)[0] = 3L, "meta/tasks.parquet", 1, "task_index is 3"),
        of(s -> s.tasks.remove(1), "meta/tasks.parquet", -1, "it has 1 tasks"),
        of(s -> s.keyValues = Map.of(), "meta/tasks.parquet", -1, "take numbers for tasks"),
        of(s -> s.stats.remove("action"), "meta/stats.json", -1, "action has none"),
        of(
            s -> ((ArrayNode) s.stats.path("action").path("std")).removeAll(),
            "meta/stats.json",
            -1,
            "action has 0 numbers as std, not 1"),
        of(
            s -> ((ObjectNode) s.info.path("splits")).put("train", "0:3"),
            "meta/info.json",
            -1,
            "split train is '0:3'"),
        of(
            s -> ((ObjectNode) s.info.path("features")).remove("task_index"),
            "meta/info.json",
            -1,
            "it has no feature task_index"),
        of(
            s -> feature(s, "timestamp").put("dtype", "float64"),
            "meta/info.json",
            -1,
            "timestamp is float64"),
        of(
            s -> ((ArrayNode) feature(s, "observation.state").path("names")).add("x"),
            "meta/info.json",
            -1,
            "has 3 names for 2"),
        of(
            s -> {
              List<ParquetColumn> columns = new ArrayList<>(ForeignSet.DATA);
              columns.set(2, new ParquetColumn("actions", ParquetColumn.Kind.FLOAT32_LIST));
              s.dataColumns = columns;
            },
            DATA,
            -1,
            "missing are [action], unknown [actions]"));
  }

  private static Arguments of(Damage damage, String file, long row, String what) {
    return Arguments.of(what, damage, file, row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void eachFaultIsFoundWhereItIs(String what, Damage damage, String file, long row)
      throws IOException {
    ForeignSet set = new ForeignSet();
    damage.to(set);
    List<Finding> findings = DatasetCheck.check(set.write(folder.resolve("set"))).findings();
    assertTrue(
        findings.stream()
            .anyMatch(f -> f.file().equals(file) && f.row() == row && f.what().contains(what)),
        findings.toString());
  }

  @Test
  void aFileIsBegunAnewAtItsLimit() throws IOException {
    Path out = folder.resolve("large");
    SplittableRandom random = new SplittableRandom(4);
    List<Feature> features =
        List.of(
            Feature.floats("action", List.of("x_m", "y_m")), Feature.picture("camera", 200, 200));
    try (DatasetWriter writer = new DatasetWriter(out, 25, "arm", features, 1)) {
      for (int episode = 0; episode < 5; episode++) {
        List<Object[]> frames = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          BufferedImage noise = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
          for (int pixel = 0; pixel < 40_000; pixel++) {
            noise.setRGB(pixel % 200, pixel / 200, random.nextInt());
          }
          frames.add(new Object[] {new float[] {episode, i}, ForeignSet.png(noise)});
        }
        writer.add(episode < 3 ? "left" : "right", frames);
      }
      IllegalArgumentException told =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  writer.add(
                      "bad",
                      List.<Object[]>of(
                          new Object[] {new float[] {0, Float.NaN}, ForeignSet.png(1, 1)})));
      assertTrue(told.getMessage().contains("action has NaN for y_m"), told.getMessage());
      DatasetWriter.Written written = writer.finish("", Map.of());
      assertEquals(2, written.tasks());
      assertEquals(20, written.frames());
      assertTrue(written.dataFiles() >= 2 && written.dataFiles() <= 5, "" + written);
    }
    assertEquals(List.of(), DatasetCheck.check(out).findings());
  }

  private String refused(Damage damage) throws IOException {
    ForeignSet set = new ForeignSet();
    damage.to(set);
    Path path = set.write(folder.resolve("set"));
    return assertThrows(IOException.class, () -> DatasetCheck.check(path)).getMessage();
  }

  @Test
  void olderVersionsAreRefusedWithTheConverter() throws IOException {
    String told = refused(s -> s.info.put("codebase_version", "v2.1"));
    assertTrue(told.contains("convert_dataset_v21_to_v30"), told);
  }

  @Test
  void laterVersionsAreRefused() throws IOException {
    String told = refused(s -> s.info.put("codebase_version", "v4.0"));
    assertTrue(told.contains("is of version v4.0, later than v3.0"), told);
  }

  @Test
  void whatIsNoSetIsTold() {
    String told = assertThrows(IOException.class, () -> DatasetCheck.check(folder)).getMessage();
    assertTrue(told.contains("it has no meta/info.json"), told);
  }

  @Test
  void aPathOutOfTheSetIsNotFollowed() throws IOException {
    ForeignSet set = new ForeignSet();
    set.info.put("data_path", "../../{file_index:03d}");
    List<Finding> findings = DatasetCheck.check(set.write(folder.resolve("set"))).findings();
    assertTrue(findings.toString().contains("leads out of the set"), findings.toString());
  }

  /** Any file damaged anywhere: findings or a sentence, nothing else. */
  @Test
  void survivesDamage() throws IOException {
    Path set = new ForeignSet().write(folder.resolve("set"));
    List<Path> files;
    try (Stream<Path> all = Files.walk(set)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    SplittableRandom random = new SplittableRandom(11);
    int cases = Integer.getInteger("cobot.fuzz.lerobot", 1000);
    int told = 0;
    for (int i = 0; i < cases; i++) {
      Path file = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(1, 5); k > 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      if (i % 20 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      Files.write(file, damaged);
      try {
        told += DatasetCheck.check(set).isWhole() ? 0 : 1;
      } catch (IOException e) {
        told++;
      } catch (RuntimeException | Error e) {
        fail("case " + i + ", " + file, e);
      }
      Files.write(file, whole);
    }
    assertTrue(told > cases / 4, told + " of " + cases);
    assertTrue(DatasetCheck.check(set).isWhole());
  }
}
