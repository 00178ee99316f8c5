package dev.cobot.ros.message;

/**
 * A ROS time stamp since the epoch of the clock in use.
 *
 * @param secs whole seconds, an unsigned 32 bit number
 * @param nsecs nanoseconds in [0, 1e9)
 */
public record RosTime(int secs, int nsecs) implements Comparable<RosTime> {
  public static final RosTime ZERO = new RosTime(0, 0);

  private static final long NANOS = 1_000_000_000L;
  private static final long MAX_NANOS = (1L << 32) * NANOS;

  public RosTime {
    if (!(nsecs >= 0 && nsecs < NANOS)) {
      throw new IllegalArgumentException(
          "RosTime: nsecs is "
              + nsecs
              + ", allowed is 0 to 999999999; use RosTime.ofNanos to carry");
    }
  }

  /** The time {@code nanos} nanoseconds after the epoch; from 0 to the year 2106. */
  public static RosTime ofNanos(long nanos) {
    if (!(nanos >= 0 && nanos < MAX_NANOS)) {
      throw new IllegalArgumentException(
          "RosTime: "
              + nanos
              + " ns does not fit the unsigned 32 bit seconds of ROS 1, allowed is 0 to "
              + MAX_NANOS);
    }
    return new RosTime((int) (nanos / NANOS), (int) (nanos % NANOS));
  }

  /** Nanoseconds since the epoch. */
  public long toNanos() {
    return Integer.toUnsignedLong(secs) * NANOS + nsecs;
  }

  @Override
  public int compareTo(RosTime other) {
    return Long.compare(toNanos(), other.toNanos());
  }
}
