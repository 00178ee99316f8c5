package dev.cobot.brain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an ablation does to the broadcast, and what it leaves alone. */
class FusionTest {
  private static final int WIDTH = 400; // wide, so that a spread can be measured

  @TempDir private static Path folder;
  private static GlobalWorkspace workspace;
  private static final List<float[]> ENCODINGS = List.of(gaussian(1), gaussian(2), gaussian(3));

  private static float[] gaussian(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) (0.5 * random.nextGaussian());
    }
    return values;
  }

  @BeforeAll
  static void open() throws Exception {
    WorkspaceShape shape = Brain.shape(WIDTH, 8, 16);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(5), InferenceDevice.CPU)) {
      for (Architecture network : shape.networks()) {
        trainer.create(network);
      }
      WorkspaceFolder.write(
          folder, shape, trainer::weights, 5, JsonNodeFactory.instance.objectNode(), Map.of());
    }
    workspace = WorkspaceFolder.open(folder, InferenceDevice.CPU);
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  /** Returns what would enter tanh. */
  private static double[] entering(Fusion fusion) {
    float[] latent = fusion.of(workspace, ENCODINGS).latent();
    double[] sum = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      sum[i] = 0.5 * Math.log((1.0 + latent[i]) / (1.0 - latent[i]));
    }
    return sum;
  }

  private static double spread(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < WIDTH; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / WIDTH);
  }

  @Test
  void theRuntimesFusionIsTheWorkspaces() {
    double[] alpha = workspace.select(List.of(), ENCODINGS);
    Broadcast broadcast = Fusion.LEARNED.of(workspace, ENCODINGS);
    assertArrayEquals(workspace.fuse(ENCODINGS, alpha), broadcast.latent());
    assertEquals(Brain.FUSED, List.copyOf(broadcast.modalityAttention().keySet()));
    assertEquals(alpha[1], broadcast.modalityAttention().get(Brain.LANGUAGE));
  }

  @Test
  void withoutFusionOnlyTheAttendedObjectIsBroadcast() {
    Broadcast broadcast = Fusion.VISION_ALONE.of(workspace, ENCODINGS);
    assertArrayEquals(workspace.alone(ENCODINGS.get(0)), broadcast.latent(), 1e-7f);
    assertEquals(
        Map.of(Brain.VISION, 1.0, Brain.LANGUAGE, 0.0, Brain.BODY, 0.0),
        broadcast.modalityAttention());
  }

  @Test
  void withoutAttentionAllEnterAlike() {
    double[] sum = entering(Fusion.EQUAL);
    for (int i = 0; i < WIDTH; i++) {
      double mean = (ENCODINGS.get(0)[i] + ENCODINGS.get(1)[i] + ENCODINGS.get(2)[i]) / 3;
      assertEquals(mean, sum[i], 1e-5);
    }
  }

  @Test
  void silenceIsZeros() {
    Broadcast broadcast = Fusion.SILENT.of(workspace, ENCODINGS);
    assertArrayEquals(new float[WIDTH], broadcast.latent());
    assertEquals(0, broadcast.modalityAttention().get(Brain.VISION));
    assertEquals(3, broadcast.modalityAttention().size());
  }

  @Test
  void noiseEntersByTheWeightOfItsDomain() {
    double[] clean = entering(Fusion.EQUAL);
    double[] noisy = entering(Fusion.EQUAL.corrupting(Brain.BODY, 1.5, 7));
    assertEquals(0.5, spread(clean, noisy), 0.06);
    assertEquals(0, spread(clean, entering(Fusion.EQUAL.corrupting(Brain.BODY, 0, 7))), 1e-9);
    // Where a domain does not enter, its noise does not either.
    Fusion alone = Fusion.VISION_ALONE.corrupting(Brain.BODY, 1.5, 7);
    assertArrayEquals(
        Fusion.VISION_ALONE.of(workspace, ENCODINGS).latent(),
        alone.of(workspace, ENCODINGS).latent());
    double[] seen = entering(Fusion.VISION_ALONE);
    assertEquals(
        0.7, spread(seen, entering(Fusion.VISION_ALONE.corrupting(Brain.VISION, 0.7, 7))), 0.08);
  }

  @Test
  void theSelectionSeesTheNoise() {
    Broadcast clean = Fusion.LEARNED.of(workspace, ENCODINGS);
    Broadcast noisy = Fusion.LEARNED.corrupting(Brain.LANGUAGE, 3, 7).of(workspace, ENCODINGS);
    assertFalse(clean.modalityAttention().equals(noisy.modalityAttention()));
    assertArrayEquals(gaussian(2), ENCODINGS.get(1), "what was given is left alone");
  }

  @Test
  void noiseIsAFunctionOfTheSeedAndOfWhatIsFused() {
    Fusion fusion = Fusion.EQUAL.corrupting(Brain.VISION, 1, 7);
    assertArrayEquals(
        fusion.of(workspace, ENCODINGS).latent(), fusion.of(workspace, ENCODINGS).latent());
    assertTrue(
        spread(entering(fusion), entering(Fusion.EQUAL.corrupting(Brain.VISION, 1, 8))) > 0.1);
    float[] moved = ENCODINGS.get(2).clone();
    moved[0] += 1e-3f;
    float[] next =
        fusion.of(workspace, List.of(ENCODINGS.get(0), ENCODINGS.get(1), moved)).latent();
    assertFalse(Arrays.equals(fusion.of(workspace, ENCODINGS).latent(), next));
  }

  @Test
  void aProbeReadsTheBroadcastAndLeavesItAlone() {
    BroadcastProbe probe = new BroadcastProbe();
    assertTrue(Double.isNaN(probe.readings().handMeters()));
    Fusion measured = probe.around(Fusion.VISION_ALONE);
    assertArrayEquals(
        Fusion.VISION_ALONE.of(workspace, ENCODINGS).latent(),
        measured.of(workspace, ENCODINGS).latent());
    BroadcastProbe.Readings alone = probe.readings();
    assertEquals(1, alone.broadcasts());
    assertEquals(0, alone.objectMeters());
    assertEquals(1, alone.sameKind());
    float[] seen = workspace.decode(Brain.BODY, 1, workspace.alone(ENCODINGS.get(0)));
    float[] felt = workspace.decode(Brain.BODY, 1, workspace.alone(ENCODINGS.get(2)));
    double squared = 0;
    for (int i = 0; i < 3; i++) {
      squared += 0.09 * (seen[i] - felt[i]) * (seen[i] - felt[i]);
    }
    assertEquals(Math.sqrt(squared), alone.handMeters(), 1e-6);
    // Noise is told from what there was before it.
    probe.around(Fusion.VISION_ALONE.corrupting(Brain.VISION, 2, 1)).of(workspace, ENCODINGS);
    assertEquals(2, probe.readings().broadcasts());
    assertTrue(probe.readings().objectMeters() > 0.001, probe.readings().toString());
  }

  @Test
  void whatCannotBeFusedIsRefused() {
    Fusion two = Fusion.fixed(0.5, 0.5);
    String few =
        assertThrows(IllegalArgumentException.class, () -> two.of(workspace, ENCODINGS))
            .getMessage();
    assertTrue(few.contains(Brain.FUSED.toString()), few);
    for (double level : new double[] {-1, Double.NaN, 1e6}) {
      assertThrows(
          IllegalArgumentException.class, () -> Fusion.EQUAL.corrupting(Brain.BODY, level, 1));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> Fusion.EQUAL.corrupting("smell", 1, 1))
            .getMessage();
    assertTrue(message.contains("smell") && message.contains("language"), message);
  }
}
