package dev.cobot.brain.sight;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far two models differ on the same pictures, each at its own score: the first's number minus
 * the second's, with intervals of 95 % by a paired percentile bootstrap over pictures. A resample
 * draws as many pictures as there are, with replacement, and measures both models on those.
 *
 * @param averagePrecision as {@link SightQuality#averagePrecision}
 * @param f1AtOwnScore as {@link SightQuality.AtScore#f1}
 * @param positionMedianMeters as {@link SightQuality.AtScore#positionMedianMeters}, each of what it
 *     found itself: who finds more may find what is harder to place
 */
public record SightComparison(
    Difference averagePrecision, Difference f1AtOwnScore, Difference positionMedianMeters) {
  /** How often pictures are drawn again. */
  public static final int RESAMPLES = 2000;

  /**
   * The first's number minus the second's; NaN, and its interval too, when one of them has none.
   *
   * @param low of the 95 % interval, over the resamples in which both have the number
   * @param high of the same interval
   */
  public record Difference(double difference, double low, double high) {
    private static Difference of(double difference, double[] resampled) {
      if (Double.isNaN(difference)) {
        return new Difference(Double.NaN, Double.NaN, Double.NaN);
      }
      double[] known = Arrays.stream(resampled).filter(d -> !Double.isNaN(d)).sorted().toArray();
      if (known.length == 0) {
        return new Difference(difference, Double.NaN, Double.NaN);
      }
      return new Difference(
          difference,
          known[(int) (0.025 * known.length)],
          known[(int) Math.ceil(0.975 * known.length) - 1]);
    }
  }

  /**
   * Compares. Pure: the same pictures and seed give the same answer.
   *
   * @param firstScore the first's own, from which on it is told
   * @param second of the same pictures in the same order, with the same objects to find
   * @param secondScore the second's own
   */
  public static SightComparison of(
      SightTally first, double firstScore, SightTally second, double secondScore, long seed) {
    int n = first.pictures().size();
    if (n == 0 || n != second.pictures().size()) {
      throw new IllegalArgumentException(
          "a comparison needs the same pictures, one or more, got %d and %d"
              .formatted(n, second.pictures().size()));
    }
    for (int i = 0; i < n; i++) {
      if (first.pictures().get(i).objects() != second.pictures().get(i).objects()) {
        throw new IllegalArgumentException(
            "a comparison needs the same objects to find, got %d and %d in picture %d"
                .formatted(
                    first.pictures().get(i).objects(), second.pictures().get(i).objects(), i));
      }
    }
    RankedReports ours = new RankedReports(first.pictures(), firstScore);
    RankedReports theirs = new RankedReports(second.pictures(), secondScore);
    int[] weights = new int[n];
    Arrays.fill(weights, 1);
    double[] whole = differences(ours, theirs, weights);
    double[][] resampled = new double[whole.length][RESAMPLES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int r = 0; r < RESAMPLES; r++) {
      Arrays.fill(weights, 0);
      for (int i = 0; i < n; i++) {
        weights[random.nextInt(n)]++;
      }
      double[] drawn = differences(ours, theirs, weights);
      for (int m = 0; m < drawn.length; m++) {
        resampled[m][r] = drawn[m];
      }
    }
    return new SightComparison(
        Difference.of(whole[0], resampled[0]),
        Difference.of(whole[1], resampled[1]),
        Difference.of(whole[2], resampled[2]));
  }

  private static double[] differences(RankedReports ours, RankedReports theirs, int[] weights) {
    SightQuality.AtScore a = ours.atMinScore(weights);
    SightQuality.AtScore b = theirs.atMinScore(weights);
    return new double[] {
      ours.averagePrecision(weights) - theirs.averagePrecision(weights),
      a.f1() - b.f1(),
      a.positionMedianMeters() - b.positionMedianMeters()
    };
  }
}
