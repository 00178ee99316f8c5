package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;

/**
 * Weights that are not learned: how much each domain enters a fusion. The learned ones are {@link
 * TrainableWorkspace#select}. Random weights are a function of the trainer's seed and the step.
 */
@FunctionalInterface
public interface Selection {
  /** shimmer's temperature of {@link #randomSoftmax}. */
  double SHIMMER_TEMPERATURE = 0.2;

  /**
   * Returns the weights.
   *
   * @return (rows, domains), each row summing to 1
   */
  NDArray weights(StepScope scope, long rows, int domains);

  /**
   * Returns the same with no weight below a floor: a + (1 - domains a) alpha, so that nothing is
   * asked of a domain that hardly entered.
   *
   * @param least a, in [0, 1 / domains)
   */
  default Selection withFloor(double least) {
    return (scope, rows, domains) -> {
      if (!(least >= 0 && least * domains < 1)) {
        throw new IllegalArgumentException(
            "floor of the weights is %s for %d domains; allowed: 0 to below 1 / domains"
                .formatted(least, domains));
      }
      NDArray alpha = weights(scope, rows, domains);
      return alpha.mul(Losses.scalar(alpha, 1 - domains * least)).add(Losses.scalar(alpha, least));
    };
  }

  /** All domains alike. */
  static Selection shared() {
    return (scope, rows, domains) ->
        scope.manager().full(new Shape(rows, domains), 1f / domains, DataType.FLOAT32);
  }

  /** One domain a row, drawn uniformly. */
  static Selection single() {
    return (scope, rows, domains) -> {
      NDArray drawn = uniform(scope, rows, domains);
      return drawn.argMax(1).oneHot(domains);
    };
  }

  /** softmax(u / temperature) with u uniform in [0, 1). */
  static Selection randomSoftmax(double temperature) {
    if (!(temperature > 0 && temperature < 1e3)) {
      throw new IllegalArgumentException(
          "temperature is %s; allowed: above 0, shimmer has 0.2".formatted(temperature));
    }
    return (scope, rows, domains) -> {
      NDArray drawn = uniform(scope, rows, domains);
      return drawn.div(Losses.scalar(drawn, temperature)).softmax(1);
    };
  }

  private static NDArray uniform(StepScope scope, long rows, int domains) {
    NDManager manager = scope.manager();
    return manager.randomUniform(0f, 1f, new Shape(rows, domains));
  }
}
