package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener of a topic, called on a thread of its own; messages it has no time for are dropped
 * by its rule.
 */
final class MessageDelivery<M extends RosMessage> {
  private static final Logger log = LoggerFactory.getLogger(MessageDelivery.class);

  private final String topic;
  private final BoundedQueue<M> queue;
  private final MessageListener<? super M> listener;
  private final Thread thread;

  MessageDelivery(
      String topic, QueueRule queueRule, MessageListener<? super M> listener, String threadName) {
    this.topic = topic;
    this.queue = new BoundedQueue<>(queueRule);
    this.listener = listener;
    this.thread = Threads.startDaemon(threadName, this::dispatch);
  }

  MessageListener<? super M> listener() {
    return listener;
  }

  long dropped() {
    return queue.dropped();
  }

  void offer(M message) {
    queue.offer(message);
  }

  private void dispatch() {
    try {
      for (M message = queue.take(); message != null; message = queue.take()) {
        try {
          listener.onNewMessage(message);
        } catch (RuntimeException e) {
          log.error("The listener of {} failed; it is called again for the next message", topic, e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the calls; one in progress may go on. */
  void end() {
    queue.clear();
    queue.close();
  }

  /** Waits for a call in progress. */
  void join(long millis) {
    Threads.join(thread, millis);
  }
}
