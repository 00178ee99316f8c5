package dev.cobot.node.dashboard;

import dev.cobot.action.session.Stage;
import dev.cobot.node.event.CellEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long the newest ticks took, and their stages. The loop's thread leaves one row a tick; they
 * are counted where they are asked for. Any thread.
 */
final class TickMemory {
  /** A minute of ticks, 25 a second. */
  static final int KEPT_TICKS = 1500;

  /** Edges between the bars of the histograms; a tick has 40 ms. */
  static final double[] EDGES_MILLIS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40};

  /** The whole tick, which stands before its stages. */
  static final String TICK = "tick";

  private static final Stage[] STAGES = Stage.values();

  /** A stage that a tick did not come to. */
  private static final long NONE = -1;

  /** A ring: in each row the tick, then its stages, in nanoseconds. */
  private final long[][] rows = new long[KEPT_TICKS][1 + STAGES.length];

  private long count;

  /**
   * How long one part of the kept ticks took.
   *
   * @param part {@link #TICK}, or a stage
   * @param ticks how many came to it
   * @param p50Millis nearest rank; NaN without a tick, as is the next
   * @param counts one below each of {@link #EDGES_MILLIS}, and one for what lies at the last edge
   *     or above
   */
  record Spread(String part, int ticks, double p50Millis, double p99Millis, int[] counts) {}

  synchronized void take(CellEvent.Ticked tick) {
    long[] row = rows[(int) (count++ % KEPT_TICKS)];
    row[0] = tick.tickNanos();
    for (Stage stage : STAGES) {
      row[1 + stage.ordinal()] = tick.stageNanos().getOrDefault(stage, NONE);
    }
  }

  /** Returns the spread of the whole ticks, then of each stage, in the order of a tick. */
  List<Spread> spreads() {
    long[][] kept = kept();
    List<Spread> spreads = new ArrayList<>();
    for (int part = 0; part <= STAGES.length; part++) {
      int column = part;
      long[] sorted =
          Arrays.stream(kept)
              .mapToLong(row -> row[column])
              .filter(n -> n != NONE)
              .sorted()
              .toArray();
      spreads.add(spread(part == 0 ? TICK : STAGES[part - 1].word(), sorted));
    }
    return spreads;
  }

  private synchronized long[][] kept() {
    return Arrays.stream(rows, 0, (int) Math.min(count, KEPT_TICKS))
        .map(long[]::clone)
        .toArray(long[][]::new);
  }

  private static Spread spread(String part, long[] sortedNanos) {
    int[] counts = new int[EDGES_MILLIS.length + 1];
    int bar = 0;
    for (long nanos : sortedNanos) {
      while (bar < EDGES_MILLIS.length && nanos / 1e6 >= EDGES_MILLIS[bar]) {
        bar++;
      }
      counts[bar]++;
    }
    return new Spread(
        part, sortedNanos.length, percentile(50, sortedNanos), percentile(99, sortedNanos), counts);
  }

  private static double percentile(int percent, long[] sortedNanos) {
    int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.length);
    return rank == 0 ? Double.NaN : sortedNanos[rank - 1] / 1e6;
  }
}
