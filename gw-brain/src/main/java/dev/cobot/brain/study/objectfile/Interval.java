package dev.cobot.brain.study.objectfile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A number of some items with its 95 % interval: items drawn again with replacement.
 *
 * @param n how many items
 */
record Interval(double value, double low, double high, int n) {
  private static final int RESAMPLES = 1000;

  /** Returns the mean; what is not a number is left out. */
  static Interval mean(double[] items, SplittableRandom random) {
    double[] there = present(items).toArray();
    if (there.length == 0) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    return of(
        there.length,
        picked -> Arrays.stream(picked).mapToDouble(i -> there[i]).average().orElseThrow(),
        RESAMPLES,
        random);
  }

  /** Returns what is a number. */
  static DoubleStream present(double[] items) {
    return Arrays.stream(items).filter(v -> !Double.isNaN(v));
  }

  /** Returns a number of items that are picked by their indices. */
  static Interval of(
      int items, ToDoubleFunction<int[]> number, int resamples, SplittableRandom random) {
    int[] all = new int[items];
    Arrays.setAll(all, i -> i);
    double[] drawn = new double[resamples];
    int[] picked = new int[items];
    for (int r = 0; r < resamples; r++) {
      Arrays.setAll(picked, i -> random.nextInt(items));
      drawn[r] = number.applyAsDouble(picked);
    }
    Arrays.sort(drawn);
    return new Interval(
        number.applyAsDouble(all),
        drawn[(int) (0.025 * (resamples - 1))],
        drawn[(int) Math.ceil(0.975 * (resamples - 1))],
        items);
  }

  /** Returns the share of successes with its Wilson interval. */
  static Interval share(double[] successes) {
    int n = successes.length;
    double p = Arrays.stream(successes).average().orElse(0);
    double z = 1.96;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)) / (1 + z * z / n);
    return new Interval(p, middle - half, middle + half, n);
  }

  /** Returns each item's mean over several runs of the same items. */
  static double[] averaged(List<double[]> runs) {
    double[] mean = new double[runs.get(0).length];
    for (double[] run : runs) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += run[i] / runs.size();
      }
    }
    return mean;
  }

  static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  String text(double unit, int decimals) {
    String f = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, f + " (" + f + ".." + f + ")", unit * value, unit * low, unit * high);
  }

  /**
   * Returns the probability that a score of the first kind is above one of the second, equal ones
   * counting half.
   */
  static double auroc(double[] above, double[] below) {
    double[] all = new double[above.length + below.length];
    System.arraycopy(above, 0, all, 0, above.length);
    System.arraycopy(below, 0, all, above.length, below.length);
    Arrays.sort(all);
    double ranks = 0;
    for (double score : above) {
      int first = lower(all, score, false);
      int last = lower(all, score, true);
      ranks += (first + last + 1) / 2.0;
    }
    double n = above.length;
    return (ranks - n * (n + 1) / 2) / (n * below.length);
  }

  /** Returns how many values are below, or not above, a score. */
  private static int lower(double[] sorted, double score, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < score || (orEqual && sorted[middle] == score)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
