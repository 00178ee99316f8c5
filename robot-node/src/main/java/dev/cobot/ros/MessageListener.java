package dev.cobot.ros;

/**
 * Is given the messages of a topic.
 *
 * @param <M> the message
 */
@FunctionalInterface
public interface MessageListener<M> {
  /** A message has come; called for one at a time, on a thread that may be kept. */
  void onNewMessage(M message);
}
