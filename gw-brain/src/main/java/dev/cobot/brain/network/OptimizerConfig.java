package dev.cobot.brain.network;

/**
 * AdamW (Loshchilov and Hutter 2019) with a schedule and clipping. Weight decay applies to
 * parameters with at least two axes longer than 1, so not to biases, norms and vectors.
 *
 * @param learningRate the highest rate, above 0
 * @param schedule how the rate goes over the steps
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon above 0
 * @param weightDecay at least 0
 * @param clipNorm the largest global gradient norm; 0 does not clip
 * @param averageDecay decay of the exponential moving average of the weights in [0, 1); 0: none. In
 *     the first steps it is at most (1 + step) / (10 + step)
 * @param fusedKernels whether to use the fused kernels where they are available
 * @param bfloat16 whether the matrix products and convolutions of a training step round their
 *     inputs to bfloat16 (weights stay float32): faster on CPUs with AVX512_BF16, and less exact.
 *     Needs the fused kernels
 */
public record OptimizerConfig(
    double learningRate,
    RateSchedule schedule,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm,
    double averageDecay,
    boolean fusedKernels,
    boolean bfloat16) {
  /** Checks the ranges. */
  public OptimizerConfig {
    require(learningRate > 0 && learningRate < 1e3, "learningRate", learningRate, "above 0");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
    require(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "above 0, below 1");
    require(weightDecay >= 0 && weightDecay < 1e3, "weightDecay", weightDecay, "0 or more");
    require(clipNorm >= 0 && clipNorm < 1e9, "clipNorm", clipNorm, "0 (off) or more");
    require(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "0 to below 1");
  }

  private static void require(boolean good, String what, double got, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "optimizer: %s is %s; allowed: %s".formatted(what, got, allowed));
    }
  }

  /** Returns a constant rate, betas 0.9 and 0.999, no decay, clip norm 1, no average. */
  public static OptimizerConfig of(double learningRate) {
    return new OptimizerConfig(
        learningRate, new RateSchedule.Constant(), 0.9, 0.999, 1e-8, 0, 1, 0, true, false);
  }

  /** Returns this with another schedule. */
  public OptimizerConfig withSchedule(RateSchedule newSchedule) {
    return new OptimizerConfig(
        learningRate,
        newSchedule,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        clipNorm,
        averageDecay,
        fusedKernels,
        bfloat16);
  }

  /** Returns this with warm-up and a cosine that ends at {@code finalFraction} of the rate. */
  public OptimizerConfig withSchedule(int warmup, int total, double finalFraction) {
    return withSchedule(new RateSchedule.WarmupCosine(warmup, total, finalFraction));
  }

  /** Returns this with another weight decay. */
  public OptimizerConfig withWeightDecay(double decay) {
    return new OptimizerConfig(
        learningRate,
        schedule,
        beta1,
        beta2,
        epsilon,
        decay,
        clipNorm,
        averageDecay,
        fusedKernels,
        bfloat16);
  }

  /** Returns this with another clip norm; 0 does not clip. */
  public OptimizerConfig withClipNorm(double norm) {
    return new OptimizerConfig(
        learningRate,
        schedule,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        norm,
        averageDecay,
        fusedKernels,
        bfloat16);
  }

  /** Returns this with a moving average of the weights, which evaluation and export then use. */
  public OptimizerConfig withAverage(double decay) {
    return new OptimizerConfig(
        learningRate,
        schedule,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        clipNorm,
        decay,
        fusedKernels,
        bfloat16);
  }

  /** Returns this with the fused kernels on (the default) or off. */
  public OptimizerConfig withFusedKernels(boolean fused) {
    return new OptimizerConfig(
        learningRate,
        schedule,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        clipNorm,
        averageDecay,
        fused,
        bfloat16);
  }

  /** Returns this with bfloat16 products on or off (the default). */
  public OptimizerConfig withBfloat16(boolean on) {
    return new OptimizerConfig(
        learningRate,
        schedule,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        clipNorm,
        averageDecay,
        fusedKernels,
        on);
  }

  /** Returns the learning rate of a step, counted from 0. */
  public double rateAt(long step) {
    return learningRate * schedule.fractionAt(step);
  }

  /** Returns the decay of the first moment at a step, counted from 0. */
  public double beta1At(long step) {
    return schedule.beta1At(step, beta1);
  }
}
