package dev.cobot.brain.study.reaching;

import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;

/**
 * Proximal policy optimisation (Schulman et al. 2017) with generalised advantages. An iteration
 * plays {@code environments * horizon} steps and then learns from them for some epochs.
 *
 * @param steps moves in all environments together; rounded up to whole iterations
 * @param environments episodes side by side
 * @param horizon moves of each in an iteration
 * @param epochs passes over an iteration's moves
 * @param batch moves an update; divides {@code environments * horizon}
 * @param learningRate the first one; it falls to a tenth along a cosine
 * @param discount gamma, in [0, 1)
 * @param traceDecay lambda of the generalised advantages, in [0, 1]
 * @param clip how far the ratio of probabilities may leave 1, in (0, 1)
 * @param entropy coefficient of the entropy bonus, at least 0
 * @param rewardScale what rewards are multiplied with before learning, above 0
 * @param hiddenWidth of the policy's and the value's hidden layers
 */
public record PpoConfig(
    int steps,
    int environments,
    int horizon,
    int epochs,
    int batch,
    double learningRate,
    double discount,
    double traceDecay,
    double clip,
    double entropy,
    double rewardScale,
    int hiddenWidth) {
  private static final int MAX_ITERATION = 1 << 22;

  /** Checks the ranges. */
  public PpoConfig {
    require(steps > 0, "steps", steps, "above 0");
    require(environments > 0, "environments", environments, "above 0");
    require(
        horizon > 0 && (long) environments * horizon <= MAX_ITERATION,
        "horizon",
        horizon,
        "above 0, and at most 4194304 moves an iteration");
    require(epochs > 0 && epochs <= 1000, "epochs", epochs, "1 to 1000");
    require(
        batch > 0 && environments * horizon % batch == 0,
        "batch",
        batch,
        "a divisor of environments * horizon, which is " + (long) environments * horizon);
    require(discount >= 0 && discount < 1, "discount", discount, "0 to below 1");
    require(traceDecay >= 0 && traceDecay <= 1, "traceDecay", traceDecay, "0 to 1");
    require(clip > 0 && clip < 1, "clip", clip, "above 0, below 1");
    require(entropy >= 0 && entropy < 1e3, "entropy", entropy, "0 or more");
    require(rewardScale > 0 && rewardScale < 1e6, "rewardScale", rewardScale, "above 0");
    require(hiddenWidth > 0 && hiddenWidth <= 4096, "hiddenWidth", hiddenWidth, "1 to 4096");
    OptimizerConfig.of(learningRate);
  }

  private static void require(boolean good, String what, Number got, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "policy training: %s is %s; allowed: %s".formatted(what, got, allowed));
    }
  }

  /** What learns the reaching task in minutes of one core. */
  public static PpoConfig reaching() {
    return new PpoConfig(500_000, 128, 128, 8, 1024, 1e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 64);
  }

  /** Returns this with another number of moves. */
  public PpoConfig withSteps(int newSteps) {
    return new PpoConfig(
        newSteps,
        environments,
        horizon,
        epochs,
        batch,
        learningRate,
        discount,
        traceDecay,
        clip,
        entropy,
        rewardScale,
        hiddenWidth);
  }

  int movesPerIteration() {
    return environments * horizon;
  }

  int updatesPerIteration() {
    return epochs * (movesPerIteration() / batch);
  }

  int iterations() {
    return (steps - 1) / movesPerIteration() + 1;
  }

  OptimizerConfig optimizer() {
    int updates = Math.multiplyExact(iterations(), updatesPerIteration());
    return OptimizerConfig.of(learningRate)
        .withSchedule(new RateSchedule.WarmupCosine(0, updates, 0.1))
        .withClipNorm(0.5);
  }
}
