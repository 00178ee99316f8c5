package dev.cobot.ros.bag;

import java.util.Map;
import java.util.TreeMap;

/** Counts the messages of a chunk and finds their first and last time. */
final class ChunkSurvey implements MessageSink {
  private final Map<Integer, Long> counts = new TreeMap<>();
  private long startNanos = Long.MAX_VALUE;
  private long endNanos;

  @Override
  public void message(int connection, long timeNanos, int offset, int dataOffset, int length) {
    counts.merge(connection, 1L, Long::sum);
    startNanos = Math.min(startNanos, timeNanos);
    endNanos = Math.max(endNanos, timeNanos);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  long startNanos() {
    return isEmpty() ? 0 : startNanos;
  }

  long endNanos() {
    return endNanos;
  }

  Map<Integer, Long> counts() {
    return counts;
  }

  int[] connections() {
    return counts.keySet().stream().mapToInt(Integer::intValue).toArray();
  }
}
