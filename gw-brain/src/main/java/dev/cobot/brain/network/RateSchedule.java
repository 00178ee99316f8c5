package dev.cobot.brain.network;

/**
 * How the learning rate goes over the steps, as a fraction of its highest value, and with it the
 * decay of the first moment.
 */
public sealed interface RateSchedule {
  /** Returns the fraction of the highest rate at a step, counted from 0. */
  double fractionAt(long step);

  /** Returns beta1 at a step, given the optimiser's own. */
  default double beta1At(long step, double beta1) {
    return beta1;
  }

  /** The highest rate throughout. */
  record Constant() implements RateSchedule {
    @Override
    public double fractionAt(long step) {
      return 1;
    }
  }

  /**
   * A linear rise from 0, then a cosine.
   *
   * @param warmupSteps steps of the rise, at most {@code totalSteps}
   * @param totalSteps the step at which the cosine reaches its end, above 0
   * @param finalFraction the fraction at and after {@code totalSteps}, in [0, 1]
   */
  record WarmupCosine(int warmupSteps, int totalSteps, double finalFraction)
      implements RateSchedule {
    /** Checks the ranges. */
    public WarmupCosine {
      if (!(warmupSteps >= 0 && totalSteps > 0 && warmupSteps <= totalSteps)
          || !(finalFraction >= 0 && finalFraction <= 1)) {
        throw new IllegalArgumentException(
            "schedule: %d warm-up of %d steps to %s of the rate; allowed: warm-up within the steps, a fraction in [0, 1]"
                .formatted(warmupSteps, totalSteps, finalFraction));
      }
    }

    @Override
    public double fractionAt(long step) {
      if (step < warmupSteps) {
        return (step + 1.0) / warmupSteps;
      }
      double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
      return cosine(1, finalFraction, progress);
    }
  }

  /**
   * The one-cycle policy (Smith and Topin 2018) as PyTorch's {@code OneCycleLR} has it, beta1
   * included: a cosine up from {@code 1 / divisor}, a cosine down to {@code 1 / (divisor
   * finalDivisor)}, while beta1 goes from 0.95 to 0.85 and back.
   *
   * @param totalSteps all steps, above 1
   * @param risingShare share of the steps in which the rate rises, in (0, 1)
   * @param divisor highest rate over the first one, at least 1
   * @param finalDivisor first rate over the last one, above 0
   */
  record OneCycle(int totalSteps, double risingShare, double divisor, double finalDivisor)
      implements RateSchedule {
    private static final double HIGH_BETA1 = 0.95;
    private static final double LOW_BETA1 = 0.85;

    /** Checks the ranges. */
    public OneCycle {
      if (!(totalSteps > 1 && risingShare > 0 && risingShare < 1)
          || !(divisor >= 1 && divisor < 1e9 && finalDivisor > 0 && finalDivisor < 1e9)) {
        throw new IllegalArgumentException(
            "one-cycle schedule: %d steps, rising %s, divisors %s and %s; allowed: above 1, in (0, 1), at least 1, above 0"
                .formatted(totalSteps, risingShare, divisor, finalDivisor));
      }
    }

    /** Returns PyTorch's defaults: 30 % rising, divisors 25 and 10000. */
    public static OneCycle ofTorch(int totalSteps) {
      return new OneCycle(totalSteps, 0.3, 25, 1e4);
    }

    @Override
    public double fractionAt(long step) {
      double first = 1 / divisor;
      return between(step, first, 1, first / finalDivisor);
    }

    @Override
    public double beta1At(long step, double beta1) {
      return between(step, HIGH_BETA1, LOW_BETA1, HIGH_BETA1);
    }

    private double between(long step, double start, double middle, double end) {
      double peak = risingShare * totalSteps - 1;
      return step <= peak
          ? cosine(start, middle, step / peak)
          : cosine(middle, end, (step - peak) / (totalSteps - 1 - peak));
    }
  }

  /** Returns a value that goes from {@code from} to {@code to} along half a cosine. */
  private static double cosine(double from, double to, double progress) {
    double share = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress))));
    return to + (from - to) * share;
  }
}
