package dev.cobot.node.app;

import java.util.Arrays;

/** The newest durations of something that repeats. Safe for use from any thread. */
public final class TickTimes {
  private static final int KEPT = 16_384;

  private final long[] nanos = new long[KEPT];
  private long count;

  synchronized void add(long durationNanos) {
    nanos[(int) (count++ % KEPT)] = durationNanos;
  }

  /** Returns how many durations were added. */
  public synchronized long count() {
    return count;
  }

  /**
   * Returns a percentile of the newest {@value #KEPT}, milliseconds; NaN when there is none.
   *
   * @param percent in [0, 100]
   */
  public synchronized double percentileMillis(double percent) {
    int kept = (int) Math.min(count, KEPT);
    if (kept == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, kept);
    Arrays.sort(sorted);
    int at = (int) Math.ceil(percent / 100 * kept) - 1;
    return sorted[Math.max(0, Math.min(kept - 1, at))] / 1e6;
  }
}
