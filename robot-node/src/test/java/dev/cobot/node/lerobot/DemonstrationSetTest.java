package dev.cobot.node.lerobot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.action.demonstration.EpisodeRecorder;
import dev.cobot.action.demonstration.EpisodeShard;
import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.Suites;
import dev.cobot.node.dataset.DataSets;
import dev.cobot.node.dataset.SetPart;
import dev.cobot.node.parquet.LeafValues;
import dev.cobot.node.parquet.ParquetInput;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Demonstrations of the simulator as a data set and back. */
@Timeout(300)
class DemonstrationSetTest {
  private static final String RUN =
      "{\"config\": {\"suite\": \"rat7\", \"tasks\": [\"T2\", \"T6\"]}}\n";
  @TempDir private static Path demos;
  private static GateLimits gate;
  @TempDir private Path folder;

  /** The first is shown well; the second fails, so that its ticks are not kept. */
  @BeforeAll
  static void demonstrate() throws Exception {
    gate = ProfileReader.shipped().gate();
    TaskSuite suite = Suites.load("rat7");
    new DataSets(Suites.world(suite), 2)
        .demonstrations(
            suite, List.of(suite.task("T2"), suite.task("T6")), SetPart.whole(2), 1, gate, demos);
    Files.writeString(demos.resolve("run.json"), RUN);
  }

  private Path export(Path from, Optional<GateLimits> pictures) throws IOException {
    Path out = folder.resolve("set");
    new DemonstrationExport(from, DemonstrationExport.Action.SENT, pictures).write(out);
    return out;
  }

  private static void assertSameFile(Path expected, Path actual) throws IOException {
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual), actual.toString());
  }

  @Test
  void comesBackByteForByte() throws IOException {
    Path set = export(demos, Optional.empty());
    assertEquals(List.of(), DatasetCheck.check(set).findings());
    Path back = folder.resolve("back");
    DemonstrationImport.Read read = DemonstrationImport.read(set, back);
    assertEquals(1, read.shards());
    for (String name : List.of("0000.json", "0000.safetensors", "run.json")) {
      assertSameFile(demos.resolve(name), back.resolve(name));
    }
    assertThrows(IOException.class, () -> DemonstrationImport.read(set, back));
  }

  @Test
  void aFolderOfSetsComesBackAsOne() throws IOException {
    Path sets = folder.resolve("sets");
    for (String part : List.of("single", "long")) {
      Files.createDirectories(sets.resolve(part));
      for (String name : List.of("0000.json", "0000.safetensors", "run.json")) {
        Files.copy(demos.resolve(name), sets.resolve(part).resolve(name));
      }
    }
    Path back = folder.resolve("back");
    DemonstrationImport.read(export(sets, Optional.empty()), back);
    for (String name : List.of("single/0000.json", "long/0000.safetensors", "long/run.json")) {
      assertSameFile(sets.resolve(name), back.resolve(name));
    }
  }

  @Test
  void anIndependentReaderFindsTheHandAndWhatWasDone() throws Exception {
    Path set = export(demos, Optional.empty());
    JsonNode rows =
        IndependentReader.read(set.resolve("data/chunk-000/file-000.parquet")).path("values");
    EpisodeShard shard = EpisodeShard.read(demos.resolve("0000.json"));
    assertTrue(shard.parts().stream().anyMatch(p -> p.ticks() == 0), "one failed");
    int frame = 0;
    int episode = 0;
    for (int part = 0; part < shard.parts().size(); part++) {
      int ticks = shard.parts().get(part).ticks();
      for (int i = 0; i < ticks; i++) {
        JsonNode row = rows.path(frame++);
        var tick = shard.tick(part, i);
        var hand = tick.hand().tableFromTool().translation();
        assertEquals((float) hand.x(), number(row, "observation.state", 0));
        assertEquals((float) hand.z(), number(row, "observation.state", 2));
        assertEquals((float) tick.hand().openingMeters(), number(row, "observation.state", 7));
        var done = tick.done();
        assertEquals((float) done.tableFromTool().translation().y(), number(row, "action", 1));
        assertEquals((float) done.tableFromTool().rotation().w(), number(row, "action", 6));
        assertEquals((float) done.closeProbability(), number(row, "action", 7));
        String target = shard.roles(part).get(dev.cobot.brain.language.Role.TARGET);
        var meant =
            tick.believed().stream().filter(t -> t.id().equals(target)).findFirst().orElseThrow();
        assertEquals(1, number(row, "observation.environment_state", 0));
        assertEquals(
            (float) meant.attributes().positionMeters().x(),
            number(row, "observation.environment_state", 1));
        assertEquals(episode, row.path("episode_index").asInt());
        assertEquals(i / 25f, (float) row.path("timestamp").asDouble());
        assertEquals(i == ticks - 1, row.path("next.success").asBoolean());
      }
      episode += ticks > 0 ? 1 : 0;
    }
    assertEquals(rows.size(), frame);
  }

  private static float number(JsonNode row, String feature, int index) {
    return (float) row.path(feature).path(index).asDouble();
  }

  @Test
  void theExpertsActionIsTheFirstStepOfItsIntention() throws IOException {
    Path out = folder.resolve("expert");
    new DemonstrationExport(demos, DemonstrationExport.Action.EXPERT, Optional.empty()).write(out);
    EpisodeShard shard = EpisodeShard.read(demos.resolve("0000.json"));
    try (ParquetInput in = ParquetInput.open(out.resolve("data/chunk-000/file-000.parquet"))) {
      LeafValues actions = in.read(0, "action");
      for (int i = 0; i < shard.parts().get(0).ticks(); i++) {
        assertEquals(
            (float) shard.tick(0, i).label().steps().get(0).tableFromTool().translation().x(),
            (float) actions.numbers(i)[0]);
      }
    }
  }

  /** What the camera sees at the moment of each tick, rendered here apart. */
  @Test
  void picturesAreOfTheirFrames() throws Exception {
    EpisodeShard shard = EpisodeShard.read(demos.resolve("0000.json"));
    Map<Long, byte[]> seen = new HashMap<>();
    double[] begin = new double[1];
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    Renderer renderer = new Renderer();
    EpisodeWatch watch =
        new EpisodeWatch() {
          @Override
          public void begin(PlantSimulator cell) {
            begin[0] = cell.timeSeconds();
            tick(cell, -1);
          }

          @Override
          public void tick(PlantSimulator cell, int tick) {
            if (tick < 40) {
              seen.put(
                  Math.round((cell.timeSeconds() - begin[0]) * 1e3),
                  renderer
                      .render(cell.visuals(), world.camera(), world.look(), cell.timeNanos())
                      .rgb());
            }
          }
        };
    SeedStreams seeds = new SeedStreams(shard.parts().get(0).seed());
    new EpisodeRecorder(world, SkillCatalog.ALL, () -> SafetyGate.of(gate, world.robot()))
        .record(Suites.scenes(suite, world).draw(suite.task("T2"), seeds), seeds, watch);

    Path set = export(demos, Optional.of(gate));
    assertEquals(List.of(), DatasetCheck.check(set).findings());
    try (ParquetInput in = ParquetInput.open(set.resolve("data/chunk-000/file-000.parquet"))) {
      LeafValues pictures = in.read(0, "observation.images.camera", "bytes");
      assertEquals(shard.parts().get(0).ticks(), pictures.rows());
      for (int i = 0; i < 30; i++) {
        byte[] expected = seen.get(Math.round(shard.tick(0, i).seconds() * 1e3));
        assertArrayEquals(
            expected, FrameFiles.decode(pictures.bytes(i, 0), "frame").rgb(), "frame " + i);
      }
    }
  }

  @Test
  void whatDoesNotComeOutAgainGetsNoPictures() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String name : List.of("0000.json", "0000.safetensors", "run.json")) {
      Files.copy(demos.resolve(name), other.resolve(name));
    }
    Path json = other.resolve("0000.json");
    long seed = EpisodeShard.read(json).parts().get(0).seed();
    Files.writeString(json, Files.readString(json).replace("" + seed, "" + (seed + 77)));
    IOException told = assertThrows(IOException.class, () -> export(other, Optional.of(gate)));
    assertTrue(told.getMessage().contains("does not come out as it is kept"), told.getMessage());
    assertFalse(Files.exists(folder.resolve("set")));
    assertFalse(Files.exists(folder.resolve("set.part")));
    Files.writeString(other.resolve("run.json"), "{\"config\": {\"policy\": \"x\"}}");
    told = assertThrows(IOException.class, () -> export(other, Optional.of(gate)));
    assertTrue(told.getMessage().contains("without --pictures"), told.getMessage());
  }

  /** What a set tells of its shards may be anything: a sentence, and nothing is left behind. */
  @Test
  void survivesDamage() throws IOException {
    Path set = export(demos, Optional.empty());
    Path about = set.resolve("meta/cobot.json");
    String whole = Files.readString(about);
    Files.writeString(about, whole.replace("\"0000\"", "\"../0000\""));
    Path back = folder.resolve("back");
    IOException told = assertThrows(IOException.class, () -> DemonstrationImport.read(set, back));
    assertTrue(told.getMessage().contains("names the shard '../0000'"), told.getMessage());
    SplittableRandom random = new SplittableRandom(2);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.getBytes(StandardCharsets.UTF_8);
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(32, 127);
      }
      Files.write(about, damaged);
      Path out = folder.resolve("back" + i);
      try {
        DemonstrationImport.read(set, out);
      } catch (IOException e) {
        refused++;
        assertFalse(Files.exists(out));
      } catch (RuntimeException | Error e) {
        fail("case " + i, e);
      }
      assertFalse(Files.exists(folder.resolve("back" + i + ".part")));
    }
    assertTrue(refused > 5, refused + " were refused");
  }
}
