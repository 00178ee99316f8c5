package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Multinomial logistic regression on frozen states. */
final class LinearProbe {
  private static final int BATCH = 512;
  private static final int STEPS = 1_500;
  private static final double LEARNING_RATE = 0.05;
  private static final String NAME = "probe";

  private LinearProbe() {}

  private record Network(int width, int classes) implements Architecture {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("states", -1, width));
    }

    @Override
    public List<String> outputs() {
      return List.of("scores");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      return List.of(ops.linear(inputs.get(0), "linear", width, classes));
    }
  }

  /**
   * Trains on states with known classes.
   *
   * @param states (rows, width), row-major
   */
  static LinearReadout train(
      float[] states, int[] labels, int classes, SeedStreams seeds, InferenceDevice device) {
    int rows = labels.length;
    int width = states.length / rows;
    Network network = new Network(width, classes);
    HostBatch inputs = new HostBatch(BATCH, width);
    HostBatch wanted = new HostBatch(BATCH);
    OptimizerConfig optimizer =
        OptimizerConfig.of(LEARNING_RATE)
            .withSchedule(RateSchedule.OneCycle.ofTorch(STEPS))
            .withClipNorm(0);
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, device)) {
      for (int step = 0; step < STEPS; step++) {
        SplittableRandom random = seeds.child(step).stream("probe.batch");
        FloatBuffer x = inputs.values();
        FloatBuffer y = wanted.values();
        for (int i = 0; i < BATCH; i++) {
          int row = random.nextInt(rows);
          x.put(states, row * width, width);
          y.put(labels[row]);
        }
        trainer.step(
            scope ->
                Losses.crossEntropy(
                    scope.forward(network, inputs.toArray(scope.manager())).get(0),
                    wanted.toArray(scope.manager())));
      }
      Weights weights = trainer.weights(network);
      float[] weight = weights.get("linear.weight").values();
      float[] bias = weights.get("linear.bias").values();
      double[][] rowsOfWeights = new double[classes][width];
      double[] offsets = new double[classes];
      for (int c = 0; c < classes; c++) {
        offsets[c] = bias[c];
        for (int i = 0; i < width; i++) {
          rowsOfWeights[c][i] = weight[c * width + i];
        }
      }
      return new LinearReadout(rowsOfWeights, offsets);
    }
  }
}
