package dev.cobot.brain.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.brain.workspace.WorkspaceFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two views of hidden values: each can be told from the other. */
class LatentTrainingTest {
  private static final MlpShape MLP = new MlpShape(24, 1, MlpShape.Activation.RELU, false);
  private static final List<Domain> DOMAINS =
      List.of(() -> DomainSpec.of("left", 6, MLP), () -> DomainSpec.of("right", 5, MLP));

  @TempDir private Path folder;

  private static LatentTable table(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom mixing = new SplittableRandom(99);
    double[] mix = new double[3 * 11];
    for (int i = 0; i < mix.length; i++) {
      mix[i] = mixing.nextGaussian();
    }
    float[] left = new float[rows * 6];
    float[] right = new float[rows * 5];
    for (int row = 0; row < rows; row++) {
      double[] hidden = {
        random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1)
      };
      for (int i = 0; i < 11; i++) {
        double sum = 0;
        for (int h = 0; h < 3; h++) {
          sum += hidden[h] * mix[3 * i + h];
        }
        if (i < 6) {
          left[6 * row + i] = (float) Math.tanh(sum);
        } else {
          right[5 * row + i - 6] = (float) Math.tanh(sum);
        }
      }
    }
    return new LatentTable(rows, Map.of("left", left, "right", right));
  }

  private static LatentTraining training(Map<Loss, Double> coefficients, int steps) {
    return new LatentTraining(
        4,
        DOMAINS,
        new LatentTraining.Recipe(
            LossWeights.shimmer(coefficients),
            Selection.SHIMMER_TEMPERATURE,
            OptimizerConfig.of(1e-2).withSchedule(RateSchedule.OneCycle.ofTorch(250)),
            64,
            steps,
            100));
  }

  private Map<String, Double> run(
      Map<Loss, Double> coefficients, int pairs, int steps, String name, boolean resume)
      throws Exception {
    LatentTable table = table(2000, 1);
    return training(coefficients, steps)
        .train(
            table,
            Alignment.semiSupervised(
                2000, List.of("left", "right"), pairs, new SplittableRandom(5)),
            table(500, 2),
            JsonNodeFactory.instance.objectNode(),
            new TrainingJob(
                3, folder.resolve(name), resume, InferenceDevice.CPU, TrainingListener.SILENT));
  }

  private static final Map<Loss, Double> ALL =
      Map.of(Loss.TRANSLATION, 1.0, Loss.CONTRASTIVE, 0.1, Loss.DEMI_CYCLE, 1.0, Loss.CYCLE, 1.0);

  @Test
  void withFewPairsTheCyclesHelpToTranslate() throws Exception {
    Map<String, Double> all = run(ALL, 20, 250, "all", false);
    Map<String, Double> translation = run(Map.of(Loss.TRANSLATION, 1.0), 20, 250, "tr", false);
    assertTrue(
        all.get("translation") < 0.95 * translation.get("translation"),
        all.get("translation") + " against " + translation.get("translation"));
    assertTrue(
        all.get("cycle") < 0.5 * translation.get("cycle"),
        all.get("cycle") + " against " + translation.get("cycle"));
    assertTrue(all.keySet().containsAll(List.of("contrastive", "demi_cycle", "cycle", "fused")));
    assertTrue(all.containsKey("translation/left-right"));
    String curves = Files.readString(folder.resolve("all/metrics.csv"));
    assertTrue(curves.contains("validation/cycle/right-left-right"), "a curve for each part");
    assertTrue(Files.size(folder.resolve("all/curves.png")) > 1000);
  }

  @Test
  void aResumedRunGivesTheSameBits() throws Exception {
    run(ALL, 100, 60, "whole", false);
    // Stopped in the middle: the schedule is that of the whole, the plan ends early.
    run(ALL, 100, 30, "parts", false);
    run(ALL, 100, 60, "parts", true);
    for (String network : List.of("encode.left", "decode.right")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("whole/model/" + network + "/weights.safetensors")),
          Files.readAllBytes(folder.resolve("parts/model/" + network + "/weights.safetensors")),
          network);
    }
  }

  @Test
  void theBestWeightsAreKeptWhereverItStopped() throws Exception {
    LatentTable table = table(2000, 1);
    // Six pairs and a high rate: the validation loss falls, then rises.
    Alignment few =
        Alignment.semiSupervised(2000, List.of("left", "right"), 6, new SplittableRandom(5));
    for (int[] stops : new int[][] {{200}, {110, 200}}) {
      for (int stop : stops) {
        LatentTraining.Recipe recipe =
            new LatentTraining.Recipe(
                LossWeights.shimmer(Map.of(Loss.TRANSLATION, 1)),
                Selection.SHIMMER_TEMPERATURE,
                OptimizerConfig.of(1e-2),
                64,
                stop,
                10,
                LatentTraining.Recipe.Kept.BEST);
        new LatentTraining(4, DOMAINS, recipe)
            .train(
                table,
                few,
                table(300, 2),
                table(300, 2),
                JsonNodeFactory.instance.objectNode(),
                new TrainingJob(
                    3,
                    folder.resolve("stops" + stops.length),
                    true,
                    InferenceDevice.CPU,
                    TrainingListener.SILENT));
      }
    }
    double least = Double.POSITIVE_INFINITY;
    double last = 0;
    for (String line : Files.readAllLines(folder.resolve("stops1/metrics.csv"))) {
      String[] cells = line.split(",", -1);
      if (cells[2].equals("validation/translation")) {
        last = Double.parseDouble(cells[3]);
        least = Math.min(least, last);
      }
    }
    double kept = WorkspaceFolder.metrics(folder.resolve("stops1/model")).get("translation");
    assertEquals(least, kept, 1e-6);
    assertTrue(kept < 0.99 * last, "the last weights are worse: " + last + ", kept " + kept);
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("stops1/model/encode.left/weights.safetensors")),
        Files.readAllBytes(folder.resolve("stops2/model/encode.left/weights.safetensors")));
  }

  @Test
  void theReleaseSaysWhatItWasTrainedFor() throws Exception {
    Map<String, Double> results = run(ALL, 2000, 250, "released", false);
    assertEquals(results, WorkspaceFolder.metrics(folder.resolve("released/model")));
    LatentTable held = table(500, 2);
    try (GlobalWorkspace workspace =
        WorkspaceFolder.open(folder.resolve("released/model"), InferenceDevice.CPU)) {
      float[] states = workspace.alone(workspace.encode("left", 500, held.of("left")));
      float[] decoded = workspace.decode("right", 500, states);
      double sum = 0;
      for (int i = 0; i < decoded.length; i++) {
        double d = decoded[i] - held.of("right")[i];
        sum += d * d;
      }
      assertEquals(results.get("translation/left-right"), sum / decoded.length, 1e-4);
      assertTrue(sum / decoded.length < 0.01, "mean squared error " + sum / decoded.length);
    }
  }

  @Test
  void tablesAndAlignmentsAreChecked() {
    assertThrows(
        IllegalArgumentException.class, () -> new LatentTable(3, Map.of("a", new float[4])));
    LatentTable table = table(10, 1);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> table.of("up"))
            .getMessage()
            .contains("'up'"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Alignment.semiSupervised(10, List.of("a", "b"), 11, new SplittableRandom(1)));
    Alignment alignment =
        Alignment.semiSupervised(10, List.of("a", "b"), 4, new SplittableRandom(1));
    assertEquals(3, alignment.groups().size());
    assertEquals(10, alignment.groups().get(0).rows().length);
    assertEquals(4, alignment.groups().get(2).rows().length);
  }
}
