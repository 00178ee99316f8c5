package dev.cobot.node.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.study.shapes.ShapesDomain;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.VaeConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingBenchTest {
  private static final TrainingBench.Plan SMALL =
      new TrainingBench.Plan(
          1,
          new ShapesWorkspaceConfig(
              ShapesWorkspaceConfig.Attributes.VAE,
              12,
              32,
              3,
              1,
              0.1,
              1,
              1,
              0,
              8,
              100,
              5e-3,
              1e-6,
              100,
              ShapesDomain.TUTORIAL),
          new VaeConfig(16, 0, 4, 0.1, 4, 100, 5e-3, 1e-5),
          2,
          2,
          1);

  /** Without PyTorch the bench says what to install; with it both sides train the same networks. */
  @Test
  void bothSidesStepOrTheErrorSaysWhatIsMissing() throws Exception {
    TrainingBench.Comparison workspace;
    TrainingBench.Comparison vae;
    try (TrainingBench bench =
        TrainingBench.start(Path.of("src/bench/python/training_steps.py"), SMALL)) {
      assertTrue(bench.peer().startsWith("torch "), bench.peer());
      workspace = bench.workspace();
      vae = bench.vae();
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("apt-get install"), e.getMessage());
      return;
    }
    for (TrainingBench.Comparison comparison : new TrainingBench.Comparison[] {workspace, vae}) {
      assertEquals(2, comparison.millis().length);
      assertTrue(comparison.ratios()[0] > 0, comparison.toString());
    }
  }

  @Test
  void ratiosArePairByPair() {
    TrainingBench.Comparison comparison =
        new TrainingBench.Comparison("x", new double[] {1, 2, 4}, new double[] {3, 2, 8});
    assertArrayEquals(new double[] {1, 2, 3}, comparison.ratios());
    assertEquals(2, TrainingBench.Comparison.median(comparison.millis()));
    assertTrue(comparison.toString().contains("n = 3 pairs"), comparison.toString());
  }
}
