package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean and deviation of each value of a domain's latent. It is part of the domain's encoder and
 * decoder, so that a released workspace takes and gives latents in their own units; errors count in
 * deviations.
 *
 * @param means one a value
 * @param deviations one a value, above 0
 */
public record Standardization(List<Double> means, List<Double> deviations) {
  private static final double SMALLEST = 1e-6; // deviation of a value that never changes: 1

  /** Checks the lengths and the deviations. */
  public Standardization {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.isEmpty()
        || means.size() != deviations.size()
        || means.stream().anyMatch(m -> !Double.isFinite(m))
        || deviations.stream().anyMatch(d -> !(d > 0 && Double.isFinite(d)))) {
      throw new IllegalArgumentException(
          "standardization with means %s and deviations %s; allowed: as many of both, finite, deviations above 0"
              .formatted(means, deviations));
    }
  }

  /**
   * Returns the means and deviations of some latents.
   *
   * @param latents (rows, width), row-major, at least one row
   */
  public static Standardization of(float[] latents, int width) {
    int rows = latents.length / width;
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += latents[row * width + i];
      }
      double mean = sum / rows;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        squares += (latents[row * width + i] - mean) * (latents[row * width + i] - mean);
      }
      double deviation = Math.sqrt(squares / rows);
      means.add(mean);
      deviations.add(deviation < SMALLEST ? 1 : deviation);
    }
    return new Standardization(means, deviations);
  }

  int width() {
    return means.size();
  }

  /** Returns the deviations, (width). */
  public float[] deviationValues() {
    return values(deviations);
  }

  /** Returns (x - mean) / deviation. */
  <T> T apply(Ops<T> ops, T x) {
    return ops.div(
        ops.sub(x, ops.constant(values(means), 1, width())),
        ops.constant(values(deviations), 1, width()));
  }

  /** Returns x deviation + mean. */
  <T> T undo(Ops<T> ops, T x) {
    return ops.add(
        ops.mul(x, ops.constant(values(deviations), 1, width())),
        ops.constant(values(means), 1, width()));
  }

  private static float[] values(List<Double> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).floatValue();
    }
    return values;
  }
}
