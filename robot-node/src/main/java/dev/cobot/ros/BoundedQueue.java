package dev.cobot.ros;

import java.util.ArrayDeque;

/**
 * A bounded queue between two threads; a full one drops an element by its rule, so that the
 * producer never waits.
 */
final class BoundedQueue<T> {
  private final ArrayDeque<T> elements = new ArrayDeque<>();
  private final QueueRule rule;
  private boolean closed;
  private long dropped;

  BoundedQueue(QueueRule rule) {
    this.rule = rule;
  }

  synchronized void offer(T element) {
    if (closed) {
      return;
    }
    if (elements.size() == rule.capacity()) {
      dropped++;
      if (rule.drop() == QueueRule.Drop.NEWEST) {
        return;
      }
      elements.removeFirst();
    }
    elements.addLast(element);
    notifyAll();
  }

  /** Waits for an element; null when the queue is closed and what was in it is taken. */
  synchronized T take() throws InterruptedException {
    while (elements.isEmpty() && !closed) {
      wait();
    }
    return elements.pollFirst();
  }

  /** Refuses further elements; those inside can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized void clear() {
    elements.clear();
  }

  synchronized long dropped() {
    return dropped;
  }
}
