package dev.cobot.brain.study.objectfile;

import java.util.SplittableRandom;

/**
 * Errors with a given median and 90th percentile: Gaussian in some axes, whose sigma is log-normal.
 * Measured errors have heavier tails than any one Gaussian.
 *
 * @param medianSigma sigma of an axis in the middle of looks
 * @param spread standard deviation of ln sigma
 */
record LookNoise(double medianSigma, double spread) {
  private static final double LIMIT = 4;
  private static final int STEPS = 80;

  /**
   * Fits the noise.
   *
   * @param axes 1 or 3: how many the error is the length of
   */
  static LookNoise of(double median, double ninetieth, int axes) {
    double low = 0;
    double high = 2;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      double ratio = quantile(middle, axes, 0.9) / quantile(middle, axes, 0.5);
      if (ratio < ninetieth / median) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new LookNoise(median / quantile(low, axes, 0.5), low);
  }

  /** Draws the sigma of an axis. */
  double sigma(SplittableRandom random) {
    return medianSigma * Math.exp(spread * Math.max(-2, Math.min(2, random.nextGaussian())));
  }

  private static double quantile(double spread, int axes, double share) {
    double low = 0;
    double high = 100;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (below(middle, spread, axes) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double below(double error, double spread, int axes) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i <= STEPS; i++) {
      double n = LIMIT * (2.0 * i / STEPS - 1);
      double weight = Math.exp(-n * n / 2);
      double x = error / Math.exp(spread * Math.max(-2, Math.min(2, n)));
      double inside = erf(x / Math.sqrt(2));
      if (axes == 3) {
        inside -= Math.sqrt(2 / Math.PI) * x * Math.exp(-x * x / 2);
      }
      sum += weight * inside;
      weights += weight;
    }
    return sum / weights;
  }

  /** Abramowitz and Stegun 7.1.26, of x from 0 on; off by at most 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * x);
    double poly =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return 1 - poly * Math.exp(-x * x);
  }
}
