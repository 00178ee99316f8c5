package dev.cobot.ros;

/** Is told of the subscribers of a publisher, on the thread of their connection; keep it short. */
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
