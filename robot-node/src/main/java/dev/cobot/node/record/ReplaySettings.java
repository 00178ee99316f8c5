package dev.cobot.node.record;

import java.util.Set;

/**
 * How a bag is played.
 *
 * @param rate of bag time to real time; 2 plays twice as fast
 * @param startSeconds where to begin, from the bag's begin
 * @param durationSeconds how much of it, in bag time; infinite for all
 * @param topics full names; empty for all
 * @param clockHz how often {@code /clock} is published, in real time; 0 for never
 * @param loop whether to begin again at the end
 * @param waitForSubscribers whether to begin when each topic is listened to
 * @param delaySeconds time for subscribers to connect
 */
public record ReplaySettings(
    double rate,
    double startSeconds,
    double durationSeconds,
    Set<String> topics,
    double clockHz,
    boolean loop,
    boolean waitForSubscribers,
    double delaySeconds) {
  private static final double MAX_RATE = 1000;
  private static final double MAX_CLOCK_HZ = 10_000;

  public ReplaySettings {
    topics = Set.copyOf(topics);
    check("rate", rate, rate > 0 && rate <= MAX_RATE, "in (0, 1000]");
    check("start", startSeconds, startSeconds >= 0 && startSeconds < 1e9, "in [0, 1e9) s");
    check("duration", durationSeconds, durationSeconds > 0, "positive");
    check("clock", clockHz, clockHz >= 0 && clockHz <= MAX_CLOCK_HZ, "in [0, 10000] Hz");
    check("delay", delaySeconds, delaySeconds >= 0 && delaySeconds <= 3600, "in [0, 3600] s");
  }

  private static void check(String what, double got, boolean allowed, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(what + ": got " + got + ", must be " + range);
    }
  }
}
