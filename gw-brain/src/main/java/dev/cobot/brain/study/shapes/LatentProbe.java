package dev.cobot.brain.study.shapes;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** How well attributes are read from latents that do not change any more. */
public final class LatentProbe {
  private static final int FEWEST_STEPS = 200;
  private static final int MOST_STEPS = 4000;
  private static final int EPOCHS = 20;
  private static final int BATCH = 512;
  private static final int HIDDEN_WIDTH = 256;
  private static final int HIDDEN_LAYERS = 3;
  private static final double LEARNING_RATE = 4e-3;

  /** Training rows that are enough for both; what is entangled is read with many rows only. */
  public static final int ROWS = 100_000;

  /**
   * Latents of scenes and what is true of them.
   *
   * @param latents (rows, latent width), row-major
   * @param attributes (rows, 11), row-major
   */
  public record Rows(int rows, float[] latents, float[] attributes) {
    int width() {
      return latents.length / rows;
    }
  }

  private LatentProbe() {}

  /**
   * Trains a linear map and a small network on some rows and measures both on others.
   *
   * @return by {@code probe-linear} and {@code probe-mlp}: {@code /mse} over the eight values, in
   *     the convention {@link ShapeVector#SHIMMER}; {@code /r2/...} of each value, one minus the
   *     error over that of the measured rows' mean; {@code /shape}, how often it is right
   */
  public static Map<String, Double> measure(
      Rows training, Rows held, SeedStreams seeds, InferenceDevice device) {
    Map<String, Double> results = new LinkedHashMap<>();
    measure("probe-linear", 0, training, held, seeds, device, results);
    measure("probe-mlp", HIDDEN_LAYERS, training, held, seeds, device, results);
    return results;
  }

  private static void measure(
      String name,
      int hiddenLayers,
      Rows training,
      Rows held,
      SeedStreams seeds,
      InferenceDevice device,
      Map<String, Double> results) {
    AttributeHead head = new AttributeHead(name, training.width(), HIDDEN_WIDTH, hiddenLayers);
    HostBatch latents = new HostBatch(BATCH, training.width());
    HostBatch truth = new HostBatch(BATCH, ShapeVector.LENGTH);
    int steps = Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, EPOCHS * training.rows() / BATCH));
    OptimizerConfig optimizer =
        OptimizerConfig.of(LEARNING_RATE)
            .withSchedule(RateSchedule.OneCycle.ofTorch(steps))
            .withClipNorm(0);
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, device)) {
      for (int step = 0; step < steps; step++) {
        SplittableRandom random = seeds.child(step).stream("probe");
        FloatBuffer x = latents.values();
        FloatBuffer y = truth.values();
        for (int i = 0; i < BATCH; i++) {
          put(training, random.nextInt(training.rows()), x, y);
        }
        trainer.step(
            scope -> {
              NDArray read = scope.forward(head, latents.toArray(scope.manager())).get(0);
              NDArray wanted = truth.toArray(scope.manager());
              return AttributeErrors.ofClass(
                      AttributeErrors.classes(read), AttributeErrors.classes(wanted))
                  .mean()
                  .add(
                      AttributeErrors.ofValues(
                              AttributeErrors.values(read), AttributeErrors.values(wanted))
                          .mean());
            });
      }
      ValueErrors errors = new ValueErrors(ShapeVector.LENGTH);
      int right = 0;
      for (int from = 0; from < held.rows(); from += BATCH) {
        int count = Math.min(BATCH, held.rows() - from);
        FloatBuffer x = latents.values();
        FloatBuffer y = truth.values();
        for (int i = 0; i < count; i++) {
          put(held, from + i, x, y);
        }
        float[] read =
            trainer.evaluate(
                scope ->
                    scope
                        .forward(head, latents.toArray(scope.manager(), count))
                        .get(0)
                        .toFloatArray());
        errors.add(
            read,
            Arrays.copyOfRange(
                held.attributes(), from * ShapeVector.LENGTH, (from + count) * ShapeVector.LENGTH));
        for (int row = 0; row < count; row++) {
          right +=
              AttributeErrors.greatestClass(read, row * ShapeVector.LENGTH)
                      == AttributeErrors.greatestClass(
                          held.attributes(), (from + row) * ShapeVector.LENGTH)
                  ? 1
                  : 0;
        }
      }
      int first = AttributeErrors.CLASSES;
      results.put(name + "/mse", errors.meanSquare(first, ShapeVector.LENGTH));
      for (int i = 0; i < AttributeErrors.VALUES.size(); i++) {
        results.put(
            name + "/r2/" + AttributeErrors.VALUES.get(i), errors.r2(first + i, first + i + 1));
      }
      results.put(name + "/shape", right / (double) held.rows());
    }
  }

  private static void put(Rows rows, int row, FloatBuffer latents, FloatBuffer attributes) {
    latents.put(rows.latents(), row * rows.width(), rows.width());
    attributes.put(rows.attributes(), row * ShapeVector.LENGTH, ShapeVector.LENGTH);
  }
}
