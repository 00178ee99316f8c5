package dev.cobot.ros.message;

/**
 * A signed ROS duration: {@code secs + nsecs * 1e-9} seconds.
 *
 * @param secs whole seconds, rounded towards minus infinity
 * @param nsecs nanoseconds in [0, 1e9)
 */
public record RosDuration(int secs, int nsecs) {
  public static final RosDuration ZERO = new RosDuration(0, 0);

  private static final long NANOS = 1_000_000_000L;

  public RosDuration {
    if (!(nsecs >= 0 && nsecs < NANOS)) {
      throw new IllegalArgumentException(
          "RosDuration: nsecs is "
              + nsecs
              + ", allowed is 0 to 999999999; use RosDuration.ofNanos to carry");
    }
  }

  /** The duration of that many nanoseconds; about 68 years either way. */
  public static RosDuration ofNanos(long nanos) {
    long secs = Math.floorDiv(nanos, NANOS);
    if (!(secs >= Integer.MIN_VALUE && secs <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "RosDuration: " + nanos + " ns does not fit the signed 32 bit seconds of ROS 1");
    }
    return new RosDuration((int) secs, (int) Math.floorMod(nanos, NANOS));
  }

  /** The duration in nanoseconds. */
  public long toNanos() {
    return secs * NANOS + nsecs;
  }
}
