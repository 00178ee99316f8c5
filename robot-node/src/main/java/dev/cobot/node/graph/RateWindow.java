package dev.cobot.node.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The rate of a topic from the arrival times of its last messages. Safe for use by two threads. */
public final class RateWindow {
  private static final double SECOND_NANOS = 1e9;

  private final int capacity;
  private final Deque<Long> intervalsNanos = new ArrayDeque<>();
  private long lastNanos;
  private long count;

  /**
   * An empty window.
   *
   * @param capacity how many intervals are looked at, at least 1
   */
  public RateWindow(int capacity) {
    if (!(capacity >= 1)) {
      throw new IllegalArgumentException(
          "the window must hold at least 1 interval, got " + capacity);
    }
    this.capacity = capacity;
  }

  /** A message came. A clock that went back begins the window anew. */
  public synchronized void add(long timeNanos) {
    if (count > 0 && timeNanos < lastNanos) {
      intervalsNanos.clear();
      count = 0;
    }
    if (count > 0) {
      if (intervalsNanos.size() == capacity) {
        intervalsNanos.removeFirst();
      }
      intervalsNanos.addLast(timeNanos - lastNanos);
    }
    lastNanos = timeNanos;
    count++;
  }

  /** Messages so far. */
  public synchronized long count() {
    return count;
  }

  /**
   * What the window tells; all zero while there are less than two messages, or time stands still.
   *
   * @param rateHz messages a second
   * @param minSeconds shortest interval
   * @param maxSeconds longest interval
   * @param deviationSeconds standard deviation of the intervals
   * @param window messages that this was made of
   */
  public record Rate(
      double rateHz, double minSeconds, double maxSeconds, double deviationSeconds, int window) {
    /** The two lines of {@code rostopic hz}. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "average rate: %.3f%n\tmin: %.3fs max: %.3fs std dev: %.5fs window: %d",
          rateHz,
          minSeconds,
          maxSeconds,
          deviationSeconds,
          window);
    }
  }

  /** The rate now. */
  public synchronized Rate rate() {
    if (intervalsNanos.isEmpty()) {
      return new Rate(0, 0, 0, 0, (int) Math.min(count, 1));
    }
    double mean = intervalsNanos.stream().mapToLong(Long::longValue).average().orElseThrow();
    double variance =
        intervalsNanos.stream().mapToDouble(i -> (i - mean) * (i - mean)).average().orElseThrow();
    return new Rate(
        mean > 0 ? SECOND_NANOS / mean : 0,
        intervalsNanos.stream().mapToLong(Long::longValue).min().orElseThrow() / SECOND_NANOS,
        intervalsNanos.stream().mapToLong(Long::longValue).max().orElseThrow() / SECOND_NANOS,
        Math.sqrt(variance) / SECOND_NANOS,
        intervalsNanos.size() + 1);
  }
}
