package dev.cobot.ros;

/** Is told of the subscribers of a publisher: one call after the other, which may block. */
public interface PublisherListener {
  /**
   * A subscriber has connected.
   *
   * @param subscriber the name that it gives itself
   */
  default void onNewSubscriber(Publisher<?> publisher, String subscriber) {}

  /** A subscriber has gone. */
  default void onSubscriberGone(Publisher<?> publisher, String subscriber) {}
}
