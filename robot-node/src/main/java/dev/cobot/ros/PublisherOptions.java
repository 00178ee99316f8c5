package dev.cobot.ros;

/**
 * How a topic is published.
 *
 * @param latch whether the last message is kept and sent to whoever subscribes later
 * @param queue what waits for a subscriber that does not keep up; each has a queue of its own
 */
public record PublisherOptions(boolean latch, QueueRule queue) {
  /** Sixteen messages, the oldest dropped first, no latch. */
  public static final PublisherOptions DEFAULT = queue(16);

  /** Not latched, the oldest message is dropped first. */
  public static PublisherOptions queue(int queueSize) {
    return new PublisherOptions(false, QueueRule.dropOldest(queueSize));
  }

  /** Not latched. */
  public static PublisherOptions queue(QueueRule queue) {
    return new PublisherOptions(false, queue);
  }

  /** Keeps the last message for late subscribers; the oldest is dropped first. */
  public static PublisherOptions latched(int queueSize) {
    return new PublisherOptions(true, QueueRule.dropOldest(queueSize));
  }
}
