package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens to one topic. Each listener has a queue and a thread of its own, so that a slow one holds
 * up nobody. Safe for use from any thread.
 *
 * @param <M> the message
 */
public final class Subscriber<M extends RosMessage> implements AutoCloseable {
  private static final int DEFAULT_LIMIT = 16;

  /** Longest wait for calls in progress. */
  static final long CALL_MILLIS = 1000;

  private final TopicInput<M> input;
  private final List<MessageDelivery<M>> deliveries = new CopyOnWriteArrayList<>();
  private final AtomicLong droppedBefore = new AtomicLong();

  Subscriber(TopicInput<M> input) {
    this.input = input;
  }

  /** The full name of the topic. */
  public GraphName getTopicName() {
    return GraphName.of(input.topic());
  }

  /** The ROS type that is asked for, {@code *} for any. */
  public String getTopicMessageType() {
    return input.type().name();
  }

  /** Adds a listener for which sixteen messages wait at most, the oldest dropped first. */
  public Subscriber<M> addMessageListener(MessageListener<? super M> listener) {
    return addMessageListener(listener, DEFAULT_LIMIT);
  }

  /** Adds a listener for which {@code limit} messages wait at most, the oldest dropped first. */
  public Subscriber<M> addMessageListener(MessageListener<? super M> listener, int limit) {
    return addMessageListener(listener, QueueRule.dropOldest(limit));
  }

  /**
   * Adds a listener. It is given the last message of each latching publisher first.
   *
   * @param queue what waits while the listener is busy, and what is dropped
   */
  public Subscriber<M> addMessageListener(MessageListener<? super M> listener, QueueRule queue) {
    input.addListener(deliveries, listener, queue);
    return this;
  }

  /** Ends the calls of a listener; says whether it was one. */
  public boolean removeMessageListener(MessageListener<? super M> listener) {
    boolean found = false;
    for (MessageDelivery<M> delivery : List.copyOf(deliveries)) {
      if (delivery.listener() == listener && deliveries.remove(delivery)) {
        delivery.end();
        delivery.join(CALL_MILLIS);
        droppedBefore.addAndGet(delivery.dropped());
        found = true;
      }
    }
    return found;
  }

  public void removeAllMessageListeners() {
    for (MessageDelivery<M> delivery : List.copyOf(deliveries)) {
      removeMessageListener(delivery.listener());
    }
  }

  /** Whether a publisher that is connected now keeps its last message for late subscribers. */
  public boolean getLatchMode() {
    return input.links().stream().anyMatch(InboundLink::latching);
  }

  /** The number of publishers that are connected now. */
  public int getNumberOfPublishers() {
    return input.connectedCount();
  }

  /** Messages that listeners were too slow for. */
  public long getDroppedCount() {
    return droppedBefore.get() + deliveries.stream().mapToLong(MessageDelivery::dropped).sum();
  }

  void deliver(M message) {
    for (MessageDelivery<M> delivery : deliveries) {
      delivery.offer(message);
    }
  }

  /** Ends listening, as {@link #close} does. */
  public void shutdown() {
    close();
  }

  /**
   * Ends the calls; the last subscriber of a topic unregisters it. Waits up to a second for a call
   * in progress.
   */
  @Override
  public void close() {
    end();
    join(System.nanoTime() + CALL_MILLIS * 1_000_000);
    input.remove(this);
  }

  /** Ends the calls; those in progress may go on. */
  void end() {
    deliveries.forEach(MessageDelivery::end);
  }

  /** Waits for calls in progress, all of them together no longer than that. */
  void join(long deadlineNanos) {
    for (MessageDelivery<M> delivery : deliveries) {
      delivery.join((deadlineNanos - System.nanoTime()) / 1_000_000);
    }
  }
}
