package dev.cobot.brain.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.objective.Selection;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.brain.workspace.WorkspaceFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a signal to what is held, and back: a domain from its definition to a released workspace.
 */
class TorqueDomainTest {
  private static final String LOAD = "load"; // mass in kg, distance of its centre in m
  private static final int SCENES = 3_000;

  @TempDir private Path out;

  /** A rigid load in a hand that swings by 0.6 rad: gravity and inertia, and noise. */
  private static LatentTable scenes(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] torque = new float[9 * count];
    float[] load = new float[2 * count];
    for (int row = 0; row < count; row++) {
      double massKg = random.nextDouble(0.05, 1.0);
      double distanceM = random.nextDouble(0.02, 0.15);
      double[] signal = new double[TorqueDomain.SAMPLES];
      for (int i = 0; i < signal.length; i++) {
        double phaseRad = 2 * Math.PI * i / signal.length;
        double angleRad = 0.6 * Math.sin(phaseRad);
        double accelerationRadPerS2 = -0.6 * 12 * 12 * Math.sin(phaseRad);
        signal[i] =
            massKg * 9.81 * distanceM * Math.cos(angleRad)
                + massKg * distanceM * distanceM * accelerationRadPerS2
                + 0.01 * random.nextGaussian();
      }
      System.arraycopy(TorqueDomain.encode(signal), 0, torque, 9 * row, 9);
      load[2 * row] = (float) massKg;
      load[2 * row + 1] = (float) distanceM;
    }
    return new LatentTable(count, Map.of(TorqueDomain.NAME, torque, LOAD, load));
  }

  @Test
  void aWorkspaceReadsTheLoadFromTheTorque() throws Exception {
    LatentTable training = scenes(SCENES, 1);
    MlpShape mlp = new MlpShape(32, 1, MlpShape.Activation.RELU, false);
    DomainSpec load = DomainSpec.of(LOAD, 2, mlp).standardized(training.of(LOAD));
    List<Domain> domains = List.of(TorqueDomain.of(training, mlp), () -> load);
    LatentTraining.Recipe recipe =
        new LatentTraining.Recipe(
            LossWeights.shimmer(
                Map.of(
                    Loss.TRANSLATION, 1,
                    Loss.CONTRASTIVE, 0.05,
                    Loss.DEMI_CYCLE, 1,
                    Loss.CYCLE, 1)),
            Selection.SHIMMER_TEMPERATURE,
            OptimizerConfig.of(5e-3).withSchedule(RateSchedule.OneCycle.ofTorch(600)),
            128,
            600,
            100,
            LatentTraining.Recipe.Kept.BEST);
    Alignment pairs =
        Alignment.semiSupervised(
            SCENES, List.of(TorqueDomain.NAME, LOAD), 300, new SplittableRandom(3));
    new LatentTraining(6, domains, recipe)
        .train(
            training,
            pairs,
            scenes(500, 2),
            JsonNodeFactory.instance.objectNode(),
            TrainingJob.of(1, out));
    LatentTable held = scenes(500, 4);
    try (GlobalWorkspace workspace =
        WorkspaceFolder.open(out.resolve("model"), InferenceDevice.CPU)) {
      float[] encoded = workspace.encode(TorqueDomain.NAME, 500, held.of(TorqueDomain.NAME));
      float[] read = workspace.decode(LOAD, 500, workspace.alone(encoded));
      double error = 0;
      double spread = 0;
      for (int row = 0; row < 500; row++) {
        double massKg = held.of(LOAD)[2 * row];
        error += Math.pow(read[2 * row] - massKg, 2);
        spread += Math.pow(massKg - 0.525, 2);
      }
      double r2 = 1 - error / spread;
      assertTrue(r2 > 0.85, "R2 of the mass in kg, read from torque: " + r2);
      assertEquals(
          training.of(TorqueDomain.NAME).length / SCENES,
          workspace.shape().domain(TorqueDomain.NAME).standardization().means().size());
    }
  }
}
