package dev.cobot.ros.bag;

import java.util.Objects;

/**
 * A message as it was received, in ROS 1's wire format without the leading length.
 *
 * @param connection where it came from
 * @param timeNanos when it was received, nanoseconds since the epoch of the clock in use
 * @param data the message; the record neither copies nor keeps it from change
 */
public record BagMessage(BagConnection connection, long timeNanos, byte[] data) {
  public BagMessage {
    Objects.requireNonNull(connection, "connection");
    Objects.requireNonNull(data, "data");
    if (timeNanos < 0) {
      throw new IllegalArgumentException(
          "BagMessage of "
              + connection.topic()
              + ": the time is "
              + timeNanos
              + " ns, must be >= 0");
    }
  }
}
