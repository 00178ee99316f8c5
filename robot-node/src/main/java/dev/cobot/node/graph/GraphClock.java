package dev.cobot.node.graph;

import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.RosTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The clock that a graph uses, for tools that take {@code /clock} like any other topic: they give
 * it the ticks. Safe for use from any thread.
 */
public final class GraphClock {
  /** The topic of the ticks. */
  public static final String TOPIC = "/clock";

  private final boolean simulated;
  private volatile long tickNanos;

  private GraphClock(boolean simulated) {
    this.simulated = simulated;
  }

  /** The clock that {@code /use_sim_time} asks for. */
  public static GraphClock of(RosGraph graph) {
    return new GraphClock(Boolean.TRUE.equals(graph.parameter("/use_sim_time").orElse(false)));
  }

  public boolean isSimulated() {
    return simulated;
  }

  /** Takes an encoded {@code rosgraph_msgs/Clock}; others are passed over. */
  public void tick(byte[] clock) {
    if (clock.length == 2 * Integer.BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(clock).order(ByteOrder.LITTLE_ENDIAN);
      tickNanos =
          TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(buffer.getInt())) + buffer.getInt();
    }
  }

  /** Whether the time is simulated and has not begun. */
  public boolean stands() {
    return simulated && tickNanos == 0;
  }

  /** Nanoseconds since the epoch of the clock. */
  public long nowNanos() {
    if (simulated) {
      return tickNanos;
    }
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  public RosTime now() {
    long nanos = nowNanos();
    return new RosTime((int) (nanos / 1_000_000_000L), (int) (nanos % 1_000_000_000L));
  }
}
