package dev.cobot.brain.network;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How a parameter is filled before training; draws come from the parameter's own stream. */
@FunctionalInterface
interface ParameterInit {
  void fill(SplittableRandom random, float[] values);

  static ParameterInit constant(float value) {
    return (random, values) -> Arrays.fill(values, value);
  }

  static ParameterInit uniform(float bound) {
    return (random, values) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
    };
  }

  /** Box and Muller 1958, on StrictMath: the same bits on every JVM. */
  static ParameterInit normal(float std) {
    return (random, values) -> {
      for (int i = 0; i < values.length; i++) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double angle = 2 * Math.PI * random.nextDouble();
        values[i] = (float) (std * radius * StrictMath.cos(angle));
      }
    };
  }
}
