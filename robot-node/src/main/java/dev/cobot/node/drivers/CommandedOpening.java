package dev.cobot.node.drivers;

import dev.cobot.node.topics.OpeningSource;

/** The opening of a gripper that nothing measures: it goes evenly to what was commanded. */
final class CommandedOpening implements OpeningSource {
  private final double closedMeters;
  private final double openMeters;
  private final double metersPerSecond;
  private double openingMeters;
  private double goalMeters;
  private long stampNanos = Long.MIN_VALUE;

  /**
   * @param closedMeters the opening that it is taken to reach when told to close
   * @param openMeters the opening when told to open, and in the beginning
   * @param travelSeconds from the one end to the other
   */
  CommandedOpening(double closedMeters, double openMeters, double travelSeconds) {
    this.closedMeters = closedMeters;
    this.openMeters = openMeters;
    metersPerSecond = openMeters / travelSeconds;
    openingMeters = openMeters;
    goalMeters = openMeters;
  }

  synchronized void goTo(boolean close) {
    goalMeters = close ? closedMeters : openMeters;
  }

  @Override
  public synchronized Reading at(long nowNanos) {
    // A time that jumps back belongs to a cell that was started anew; nothing moves in between.
    double seconds = stampNanos == Long.MIN_VALUE ? 0 : Math.max(0, (nowNanos - stampNanos) * 1e-9);
    stampNanos = nowNanos;
    double step = metersPerSecond * seconds;
    double way = goalMeters - openingMeters;
    double velocity = Math.abs(way) <= step ? 0 : Math.signum(way) * metersPerSecond;
    openingMeters = Math.abs(way) <= step ? goalMeters : openingMeters + Math.signum(way) * step;
    return new Reading(openingMeters, velocity);
  }
}
