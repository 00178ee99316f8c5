package dev.cobot.brain.experiment;

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

  private final int width;
  private final int classes;
  private final float[] weight; // (classes, width)
  private final float[] bias;

  private LinearProbe(int width, int classes, float[] weight, float[] bias) {
    this.width = width;
    this.classes = classes;
    this.weight = weight;
    this.bias = bias;
  }

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
  static LinearProbe train(
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
      return new LinearProbe(
          width,
          classes,
          weights.get("linear.weight").values(),
          weights.get("linear.bias").values());
    }
  }

  /** Returns the part of the rows whose class is found. */
  double accuracy(float[] states, int[] labels) {
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        double score = bias[c];
        for (int i = 0; i < width; i++) {
          score += weight[c * width + i] * states[row * width + i];
        }
        if (score > highest) {
          highest = score;
          best = c;
        }
      }
      right += best == labels[row] ? 1 : 0;
    }
    return right / (double) labels.length;
  }
}
