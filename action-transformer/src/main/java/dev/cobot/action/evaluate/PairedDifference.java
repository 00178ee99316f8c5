package dev.cobot.action.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two evaluations of one task on the same seeds: what the one does more often than the other.
 *
 * @param both episodes in which both succeeded
 * @param onlyOne those in which only the first did
 * @param onlyOther those in which only the second did
 * @param neither those in which neither did
 */
public record PairedDifference(String id, int both, int onlyOne, int onlyOther, int neither) {
  /**
   * Whether an episode succeeded.
   *
   * @param task the id of its task
   */
  public record Ended(String task, long seed, boolean success) {}

  /**
   * Pairs the episodes of a task by their seeds; those without a partner are left out.
   *
   * @throws IllegalArgumentException when a seed stands twice on one side
   */
  public static PairedDifference of(String id, List<Ended> one, List<Ended> other) {
    Map<Long, Boolean> ones = bySeed(id, one);
    Map<Long, Boolean> others = bySeed(id, other);
    ones.keySet().retainAll(others.keySet());
    int[] counts = new int[4];
    ones.forEach((seed, success) -> counts[(success ? 0 : 2) + (others.get(seed) ? 0 : 1)]++);
    return new PairedDifference(id, counts[0], counts[1], counts[2], counts[3]);
  }

  private static Map<Long, Boolean> bySeed(String id, List<Ended> episodes) {
    Map<Long, Boolean> ended = new HashMap<>();
    for (Ended episode : episodes) {
      if (episode.task().equals(id) && ended.put(episode.seed(), episode.success()) != null) {
        throw new IllegalArgumentException(
            "task " + id + ": the seed " + episode.seed() + " stands there twice");
      }
    }
    return ended;
  }

  /** Returns how many pairs there are. */
  public int pairs() {
    return both + onlyOne + onlyOther + neither;
  }

  /** Returns the success rate of the first minus that of the second; NaN for no pairs. */
  public double difference() {
    return (onlyOne - onlyOther) / (double) pairs();
  }

  /**
   * Returns the 95 % interval of the difference, [low, high]: Newcombe's hybrid score interval of
   * paired proportions with corrected correlation (Statistics in Medicine 17, 1998, p. 2635, method
   * 10); [-1, 1] for no pairs.
   */
  public double[] interval95() {
    int n = pairs();
    if (n == 0) {
      return new double[] {-1, 1};
    }
    int first = both + onlyOne;
    int second = both + onlyOther;
    double[] one = TaskSummary.wilson95(first, n);
    double[] other = TaskSummary.wilson95(second, n);
    double p = first / (double) n;
    double q = second / (double) n;
    double phi = correlation();
    double low = hybrid(p - one[0], other[1] - q, phi);
    double high = hybrid(one[1] - p, q - other[0], phi);
    return new double[] {Math.max(-1, difference() - low), Math.min(1, difference() + high)};
  }

  private static double hybrid(double a, double b, double phi) {
    return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  }

  /**
   * Returns the correlation of both, lowered by a correction for continuity where it is positive.
   */
  private double correlation() {
    double margins =
        (both + onlyOne)
            * (double) (onlyOther + neither)
            * (both + onlyOther)
            * (double) (onlyOne + neither);
    if (margins == 0) {
      return 0;
    }
    double raw = both * (double) neither - onlyOne * (double) onlyOther;
    double corrected = raw > 0 ? Math.max(0, raw - pairs() / 2.0) : raw;
    return corrected / Math.sqrt(margins);
  }

  /**
   * Returns the p-value of McNemar's exact test, two-sided: how likely the pairs of which one alone
   * succeeded are divided at least so unevenly if both are alike; 1 when there are none.
   */
  public double mcNemar() {
    int discordant = onlyOne + onlyOther;
    double tail = 0;
    double term = Math.pow(0.5, discordant);
    for (int k = 0; k <= Math.min(onlyOne, onlyOther); k++) {
      tail += term;
      term *= (discordant - k) / (k + 1.0);
    }
    return Math.min(1, 2 * tail);
  }
}
