package dev.cobot.ros;

/**
 * How many messages wait between two threads, and which one is dropped when there is no room: a
 * queue never makes the producer wait.
 *
 * @param capacity messages that wait at most, at least 1
 * @param drop which message goes when one too many comes
 */
public record QueueRule(int capacity, Drop drop) {
  /** Which message goes. */
  public enum Drop {
    /** The one that waited longest; what is delivered is fresh. */
    OLDEST,
    /** The one that comes; what is delivered has no gap before it. */
    NEWEST
  }

  public QueueRule {
    if (!(capacity >= 1)) {
      throw new IllegalArgumentException(
          "A queue holds at least 1 message, got a size of " + capacity);
    }
  }

  /** The oldest message goes. */
  public static QueueRule dropOldest(int capacity) {
    return new QueueRule(capacity, Drop.OLDEST);
  }

  /** The message that comes is not taken. */
  public static QueueRule dropNewest(int capacity) {
    return new QueueRule(capacity, Drop.NEWEST);
  }

  /** One message waits, the latest. */
  public static QueueRule latestOnly() {
    return new QueueRule(1, Drop.OLDEST);
  }
}
