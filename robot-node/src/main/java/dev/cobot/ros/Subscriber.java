package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener of a topic, called on a thread of its own; messages it has no time for are dropped,
 * oldest first.
 */
public final class Subscriber implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

  private final TopicInput<?> input;
  private final DropOldestQueue<Object> queue;
  private final Consumer<Object> listener;
  private final Thread thread;

  <M extends RosMessage> Subscriber(
      TopicInput<M> input, Class<M> type, int queueSize, Consumer<M> listener, String threadName) {
    this.input = input;
    this.queue = new DropOldestQueue<>(queueSize);
    this.listener = message -> listener.accept(type.cast(message));
    this.thread = Threads.startDaemon(threadName, this::dispatch);
  }

  /** The full name of the topic. */
  public String topic() {
    return input.topic();
  }

  /** The number of publishers that are connected now. */
  public int publisherCount() {
    return input.connectedCount();
  }

  /** Messages that this listener was too slow for. */
  public long dropped() {
    return queue.dropped();
  }

  void offer(Object message) {
    queue.offer(message);
  }

  private void dispatch() {
    try {
      for (Object message = queue.take(); message != null; message = queue.take()) {
        try {
          listener.accept(message);
        } catch (RuntimeException e) {
          log.error(
              "The listener of {} failed; it is called again for the next message", topic(), e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the calls; the last subscriber of a topic unregisters it. Waits up to a second for a call
   * in progress.
   */
  @Override
  public void close() {
    stop();
    input.remove(this);
  }

  void stop() {
    queue.clear();
    queue.close();
    Threads.join(thread, 1000);
  }
}
