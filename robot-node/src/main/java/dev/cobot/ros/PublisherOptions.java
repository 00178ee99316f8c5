package dev.cobot.ros;

/**
 * How a topic is published.
 *
 * @param latch whether the last message is kept and sent to whoever subscribes later
 * @param queueSize messages kept for a subscriber that does not keep up, at least 1; the oldest are
 *     dropped first
 */
public record PublisherOptions(boolean latch, int queueSize) {
  /** Ten messages, no latch. */
  public static final PublisherOptions DEFAULT = new PublisherOptions(false, 10);

  public PublisherOptions {
    if (!(queueSize >= 1)) {
      throw new IllegalArgumentException(
          "PublisherOptions: queueSize is " + queueSize + ", allowed is 1 and more");
    }
  }

  /** Not latched. */
  public static PublisherOptions queue(int queueSize) {
    return new PublisherOptions(false, queueSize);
  }

  /** Keeps the last message for late subscribers. */
  public static PublisherOptions latched(int queueSize) {
    return new PublisherOptions(true, queueSize);
  }
}
