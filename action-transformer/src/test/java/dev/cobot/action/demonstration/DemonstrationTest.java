package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.demonstration.DemonstrationRecorder.Episode;
import dev.cobot.action.demonstration.DemonstrationRecorder.Sample;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.PolicyNet;
import dev.cobot.action.policy.PolicyTokens;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.network.ModelException;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationTest {
  private static World world;
  private static TaskScene scene;
  private static Episode episode;
  @TempDir private Path folder;

  @BeforeAll
  static void record() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    world = World.load(worlds.resolve("factory_table.world"));
    TaskSuite suite = TaskSuite.load(worlds.resolve("suites/rat7.yaml"));
    TaskScenes scenes = new TaskScenes(suite, world);
    scene = scenes.draw(suite.task("T2"), new SeedStreams(3));
    episode = new DemonstrationRecorder(world).record(scene, new SeedStreams(3));
  }

  @Test
  void theExpertSucceedsInTheSimulator() {
    assertTrue(episode.success(), episode.failure());
    assertEquals("", episode.failure());
    assertEquals(scene.prompt(), episode.prompt());
    assertTrue(episode.seconds() < 20, episode.seconds() + " s");
    assertTrue(episode.samples().size() > 60);
  }

  @Test
  void samplesTellWhatTheyShould() {
    int closed = 0;
    int done = 0;
    for (Sample sample : episode.samples()) {
      assertEquals(1, sample.present()[sample.targetSlot()]);
      int at = sample.targetSlot() * PolicyTokens.OBJECT_WIDTH;
      assertEquals(1, sample.objects()[at + 15 + ObjectKind.CUBE.ordinal()]);
      assertTrue(sample.objects()[at + 30] > 0.7, "attention of the target's phrase");
      assertEquals(1, sample.attended()[ObjectKind.CUBE.ordinal()]);
      assertEquals(AttributeDomain.LATENT_WIDTH, sample.attended().length);
      assertEquals(ActionChunk.STEPS * PolicyNet.STEP_WIDTH, sample.label().length);
      for (int slot = 0; slot < PolicyTokens.SLOTS; slot++) {
        boolean written = sample.objects()[(slot + 1) * PolicyTokens.OBJECT_WIDTH - 1] == 1;
        assertEquals(written ? 1 : 0, sample.present()[slot]);
      }
      closed += sample.label()[9] == 1 ? 1 : 0;
      done += sample.label()[10] == 1 ? 1 : 0;
    }
    assertTrue(closed > 10 && closed < episode.samples().size() - 10, closed + " closed");
    assertTrue(done >= 5, done + " done");
  }

  @Test
  void theSameSeedRecordsTheSame() {
    Episode again = new DemonstrationRecorder(world).record(scene, new SeedStreams(3));
    assertEquals(episode.samples().size(), again.samples().size());
    assertEquals(episode.seconds(), again.seconds());
    for (int i = 0; i < again.samples().size(); i++) {
      assertSame(episode.samples().get(i), again.samples().get(i));
    }
  }

  private static void assertSame(Sample a, Sample b) {
    assertArrayEquals(a.objects(), b.objects());
    assertArrayEquals(a.present(), b.present());
    assertArrayEquals(a.body(), b.body());
    assertArrayEquals(a.attended(), b.attended());
    assertArrayEquals(a.label(), b.label());
    assertEquals(a.targetSlot(), b.targetSlot());
  }

  private Episode part(String prompt, int from, int to, boolean success) {
    return new Episode(
        prompt, episode.samples().subList(from, to), success, success ? "" : "timeout", 5);
  }

  /** Writes shard 0 with five samples. */
  private void writeOne() throws IOException {
    DemonstrationSet.writeShard(folder, 0, List.of(part("a", 0, 5, true)));
  }

  @Test
  void shardsAreReadBackInOrder() throws IOException {
    assertFalse(DemonstrationSet.hasShard(folder, 1));
    assertEquals(4, DemonstrationSet.writeShard(folder, 1, List.of(part("c", 10, 14, true))));
    assertEquals(
        5,
        DemonstrationSet.writeShard(
            folder,
            0,
            List.of(part("a", 0, 2, true), part("failed", 30, 40, false), part("b", 5, 8, true))));
    assertTrue(DemonstrationSet.hasShard(folder, 1));
    DemonstrationSet set = DemonstrationSet.load(folder);
    assertEquals(List.of("a", "a", "b", "b", "b", "c", "c", "c", "c"), set.prompts());
    int[] rows = {0, 1, 5, 6, 7, 10, 11, 12, 13};
    for (int i = 0; i < rows.length; i++) {
      assertSame(episode.samples().get(rows[i]), set.samples().get(i));
    }
  }

  @Test
  void aShardWithoutItsLastFileIsNotWhole() throws IOException {
    writeOne();
    DemonstrationSet.writeShard(folder, 1, List.of(part("b", 5, 8, true)));
    Files.delete(folder.resolve("0001.json"));
    assertFalse(DemonstrationSet.hasShard(folder, 1));
    assertEquals(5, DemonstrationSet.load(folder).samples().size());
  }

  @Test
  void aFolderWithoutSuccessIsAnError() throws IOException {
    assertTrue(message(IOException.class).contains("cobot data demos"));
    DemonstrationSet.writeShard(folder, 0, List.of(part("failed", 0, 4, false)));
    assertTrue(message(IOException.class).contains("no successful demonstrations"));
    String missing =
        assertThrows(IOException.class, () -> DemonstrationSet.load(folder.resolve("none")))
            .getMessage();
    assertTrue(missing.contains("none"), missing);
  }

  private String message(Class<? extends Exception> kind) {
    return assertThrows(kind, () -> DemonstrationSet.load(folder)).getMessage();
  }

  @Test
  void aDamagedShardIsAnErrorThatNamesIt() throws IOException {
    writeOne();
    Path tensors = folder.resolve("0000.safetensors");
    byte[] whole = Files.readAllBytes(tensors);
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(tensors, Arrays.copyOf(whole, length));
      assertTrue(message(ModelException.class).contains("0000.safetensors"), "at " + length);
    }
    Files.write(tensors, whole);
    Path info = folder.resolve("0000.json");
    String text = Files.readString(info);
    for (String changed :
        new String[] {
          text.substring(0, text.length() / 2),
          "null",
          "{}",
          text.replace("\"samples\" : 5", "\"samples\" : 6"),
          text.replace("\"samples\" : 5", "\"samples\" : 4"),
          text.replace("\"samples\" : 5", "\"samples\" : -5"),
          text.replace("\"samples\"", "\"sample\"")
        }) {
      Files.writeString(info, changed);
      assertTrue(message(IOException.class).contains("0000.json"), changed);
    }
    Files.writeString(info, text);
    assertEquals(5, DemonstrationSet.load(folder).samples().size());
  }

  @Test
  void fieldsOfAnotherLengthAreAnError() throws IOException {
    writeOne();
    DemonstrationSet.writeShard(folder, 1, List.of(part("b", 0, 6, true)));
    Files.copy(
        folder.resolve("0001.safetensors"),
        folder.resolve("0000.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String message = message(IOException.class);
    assertTrue(message.contains("5 samples") && message.contains("has 6"), message);
  }
}
