package dev.cobot.sim2real.calibration.attributes;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A number about held-out pictures without and with a correction; intervals are of 95 %, by a
 * paired bootstrap over pictures.
 *
 * @param pictures how many say something
 * @param values how many single errors they have
 */
public record HeldOutComparison(
    int pictures, int values, Estimate before, Estimate after, Estimate difference) {
  private static final int RESAMPLES = 1000;

  /** A number with its interval. */
  public record Estimate(double value, double low, double high) {}

  /**
   * Compares.
   *
   * @param before the values of each picture
   * @param after as {@code before}, of the same pictures
   * @param statistic of the values of many pictures; small is good
   */
  static HeldOutComparison of(
      List<double[]> before,
      List<double[]> after,
      ToDoubleFunction<List<double[]>> statistic,
      long seed) {
    int[] telling = new int[before.size()];
    int n = 0;
    int values = 0;
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).length > 0) {
        telling[n++] = i;
        values += before.get(i).length;
      }
    }
    double[] befores = new double[RESAMPLES];
    double[] afters = new double[RESAMPLES];
    double[] differences = new double[RESAMPLES];
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[n];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < n; i++) {
        drawn[i] = telling[random.nextInt(n)];
      }
      befores[r] = statistic.applyAsDouble(chosen(before, drawn));
      afters[r] = statistic.applyAsDouble(chosen(after, drawn));
      differences[r] = afters[r] - befores[r];
    }
    int[] all = Arrays.copyOf(telling, n);
    double valueBefore = statistic.applyAsDouble(chosen(before, all));
    double valueAfter = statistic.applyAsDouble(chosen(after, all));
    return new HeldOutComparison(
        n,
        values,
        estimate(valueBefore, befores),
        estimate(valueAfter, afters),
        estimate(valueAfter - valueBefore, differences));
  }

  private static List<double[]> chosen(List<double[]> pictures, int[] indices) {
    return Arrays.stream(indices).mapToObj(pictures::get).toList();
  }

  private static Estimate estimate(double value, double[] resampled) {
    double[] sorted = resampled.clone();
    Arrays.sort(sorted);
    return new Estimate(
        value,
        sorted[(int) (0.025 * sorted.length)],
        sorted[(int) Math.ceil(0.975 * sorted.length) - 1]);
  }

  /** Returns a quantile of all values by nearest rank; NaN of none. */
  static double quantile(List<double[]> pictures, double q) {
    double[] sorted = pictures.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }
}
