package dev.cobot.node.drivers;

import dev.cobot.node.topics.OpeningSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;

/** The opening of a gripper that has a topic of its own to tell it. */
final class MeasuredOpening implements OpeningSource {
  private static final long OLDEST_NANOS = 500_000_000L;

  /** Velocities are taken over so long at least: some grippers are read ten times a second. */
  private static final long SPAN_NANOS = 150_000_000L;

  private static final double BEYOND_SHARE = 0.05;

  private record Sample(double meters, long monotonicNanos) {}

  private final String topic;
  private final DoubleUnaryOperator metersOfShare;
  private final LongSupplier monotonic;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private String refused;

  /**
   * @param metersOfShare the opening at a share of the way from closed to open
   * @param monotonic {@link System#nanoTime}, or the test's clock: the messages have no stamps
   */
  MeasuredOpening(String topic, DoubleUnaryOperator metersOfShare, LongSupplier monotonic) {
    this.topic = topic;
    this.metersOfShare = metersOfShare;
    this.monotonic = monotonic;
  }

  /**
   * Takes a measurement in.
   *
   * @param share of the way from closed to open, a little beyond the ends at most
   * @param said the number as the message has it
   */
  synchronized void take(double share, double said) {
    if (!(share >= -BEYOND_SHARE && share <= 1 + BEYOND_SHARE)) {
      refused =
          String.format(
              Locale.ROOT,
              "%s says %s, which is %.0f %% of the way from closed to open; see gripper.closed,"
                  + " gripper.open and gripper.unit in robot.yaml",
              topic,
              said,
              share * 100);
      return;
    }
    refused = null;
    long now = monotonic.getAsLong();
    double meters = metersOfShare.applyAsDouble(Math.max(0, Math.min(1, share)));
    samples.addLast(new Sample(meters, now));
    while (samples.size() > 2 && now - second().monotonicNanos() >= SPAN_NANOS) {
      samples.removeFirst();
    }
  }

  private Sample second() {
    var all = samples.iterator();
    all.next();
    return all.next();
  }

  @Override
  public synchronized Reading at(long stampNanos) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          refused != null ? refused : "no opening of the gripper came yet on " + topic);
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double behindSeconds = (monotonic.getAsLong() - last.monotonicNanos()) * 1e-9;
    if (behindSeconds > OLDEST_NANOS * 1e-9) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the last opening of the gripper on %s is %.2f s old, allowed are %.2f s%s",
              topic,
              behindSeconds,
              OLDEST_NANOS * 1e-9,
              refused == null ? "" : "; " + refused));
    }
    double seconds = (last.monotonicNanos() - first.monotonicNanos()) * 1e-9;
    return new Reading(last.meters(), seconds > 0 ? (last.meters() - first.meters()) / seconds : 0);
  }
}
