package dev.cobot.sim2real.calibration.session;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Whether a calibration makes pictures worse that it was not made from: a paired bootstrap over the
 * held-out images.
 *
 * <p>Worse is a median of the paired differences whose whole 95 % interval is above zero by more
 * than 2 % of the median error before; or, from 10 images on, a 90th percentile whose whole 99 %
 * interval is above that of before by more than 5 % of it. An image in which nothing is found has
 * an infinite error, so that images which are lost count. Of one to four images all must be worse
 * for it; that happens by chance as well, so hold out more.
 *
 * @param images how many pairs were compared
 * @param medianDifference of error after minus error before, in the run's unit; null where it is
 *     not finite or nothing was compared, as for the interval
 * @param low of the 95 % interval of {@code medianDifference}
 * @param high of the same interval
 * @param detail one sentence with the numbers
 */
public record RegressionCheck(
    Outcome outcome, int images, Double medianDifference, Double low, Double high, String detail) {
  /** What was found. */
  public enum Outcome {
    /** There was nothing to compare. */
    UNCHECKED("unchecked"),
    /** Not shown to be worse. */
    PASSED("passed"),
    WORSE("worse");

    private final String id;

    Outcome(String id) {
      this.id = id;
    }

    /** Returns the name in documents and tables. */
    public String id() {
      return id;
    }
  }

  private static final int RESAMPLES = 2000;
  private static final int MIN_IMAGES_OF_TAIL = 10;
  private static final double TAIL = 0.9;
  private static final double MEDIAN_MARGIN = 0.02;
  private static final double TAIL_MARGIN = 0.05;

  /**
   * Compares errors pair by pair. Pure: the same numbers and seed give the same answer.
   *
   * @param before one error an image, not negative; infinite where nothing is found
   * @param after as {@code before}, of the same images in the same order
   */
  public static RegressionCheck of(double[] before, double[] after, ErrorUnit unit, long seed) {
    if (before.length != after.length) {
      throw new IllegalArgumentException(
          "errors come in pairs, got " + before.length + " before and " + after.length + " after");
    }
    requireErrors(before);
    requireErrors(after);
    if (before.length == 0) {
      return unchecked("No image was held out, so nothing says whether others get worse.");
    }
    double[] known = Arrays.stream(before).filter(Double::isFinite).toArray();
    if (known.length == 0) {
      return unchecked("No held-out image has an error before, so there is nothing to compare.");
    }
    return new Resampled(before, after, seed).judge(quantile(known, 0.5), unit);
  }

  /** Compares the errors of images before and after; an error that is null is infinite. */
  static RegressionCheck of(List<RunImage> heldOut, ErrorUnit unit, long seed) {
    return of(
        heldOut.stream().mapToDouble(i -> orInfinite(i.errorBefore())).toArray(),
        heldOut.stream().mapToDouble(i -> orInfinite(i.errorAfter())).toArray(),
        unit,
        seed);
  }

  static double orInfinite(Double error) {
    return error == null ? Double.POSITIVE_INFINITY : error;
  }

  private static RegressionCheck unchecked(String detail) {
    return new RegressionCheck(Outcome.UNCHECKED, 0, null, null, null, detail);
  }

  private static void requireErrors(double[] errors) {
    for (double error : errors) {
      if (!(error >= 0)) {
        throw new IllegalArgumentException("an error must not be negative, got " + error);
      }
    }
  }

  /** Returns the value of the nearest rank; nothing is interpolated, values may be infinite. */
  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, q);
  }

  private static double ofSorted(double[] sorted, double q) {
    return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }

  /** Infinite minus infinite is no change: nothing was found before and nothing is now. */
  private static double difference(double after, double before) {
    return after == before ? 0 : after - before;
  }

  /** What the resamples of one set of pairs say. */
  private static final class Resampled {
    private final double[] before;
    private final double[] after;
    private final double[] differences;
    private final double[] medians = new double[RESAMPLES];
    private final double[] tails = new double[RESAMPLES];

    Resampled(double[] before, double[] after, long seed) {
      this.before = before;
      this.after = after;
      int n = before.length;
      differences = new double[n];
      Arrays.setAll(differences, i -> difference(after[i], before[i]));
      SplittableRandom random = new SplittableRandom(seed);
      double[] b = new double[n];
      double[] a = new double[n];
      double[] d = new double[n];
      for (int r = 0; r < RESAMPLES; r++) {
        for (int i = 0; i < n; i++) {
          int drawn = random.nextInt(n);
          b[i] = before[drawn];
          a[i] = after[drawn];
          d[i] = differences[drawn];
        }
        medians[r] = quantile(d, 0.5);
        tails[r] = difference(quantile(a, TAIL), quantile(b, TAIL));
      }
      Arrays.sort(medians);
      Arrays.sort(tails);
    }

    RegressionCheck judge(double knownMedian, ErrorUnit unit) {
      int n = before.length;
      double low = ofSorted(medians, 0.025);
      double high = ofSorted(medians, 0.975);
      double tailBefore = quantile(before, TAIL);
      double tailLow = ofSorted(tails, 0.005);
      boolean medianWorse = low > MEDIAN_MARGIN * knownMedian;
      boolean tailWorse = n >= MIN_IMAGES_OF_TAIL && tailLow > TAIL_MARGIN * tailBefore;
      double median = quantile(differences, 0.5);
      String numbers =
          String.format(
              Locale.ROOT,
              "median error %s before and %s after, paired difference %s (95 %% interval %s to %s)"
                  + " %s on %d held-out images",
              shown(quantile(before, 0.5)),
              shown(quantile(after, 0.5)),
              shown(median),
              shown(low),
              shown(high),
              unit.id(),
              n);
      String detail;
      if (medianWorse) {
        detail = "Held-out images get worse: " + numbers + "; what was accepted stays.";
      } else if (tailWorse) {
        detail =
            String.format(
                Locale.ROOT,
                "The worst held-out images get clearly worse: 90th percentile %s before and %s"
                    + " after; %s; what was accepted stays.",
                shown(tailBefore),
                shown(quantile(after, TAIL)),
                numbers);
      } else {
        detail = (high < 0 ? "Held-out images get better: " : "Not shown to be worse: ") + numbers;
        detail += ".";
      }
      return new RegressionCheck(
          medianWorse || tailWorse ? Outcome.WORSE : Outcome.PASSED,
          n,
          finite(median),
          finite(low),
          finite(high),
          detail);
    }

    private static String shown(double value) {
      return Double.isInfinite(value)
          ? (value > 0 ? "infinite" : "minus infinite")
          : String.format(Locale.ROOT, "%.3g", value);
    }

    private static Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }
}
