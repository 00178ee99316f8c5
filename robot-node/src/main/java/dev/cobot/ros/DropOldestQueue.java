package dev.cobot.ros;

import java.util.ArrayDeque;

/**
 * A bounded queue between two threads; a full one drops its oldest element, so that the producer
 * never waits.
 */
final class DropOldestQueue<T> {
  private final ArrayDeque<T> elements = new ArrayDeque<>();
  private final int capacity;
  private boolean closed;
  private long dropped;

  DropOldestQueue(int capacity) {
    if (!(capacity >= 1)) {
      throw new IllegalArgumentException(
          "A queue holds at least 1 message, got a size of " + capacity);
    }
    this.capacity = capacity;
  }

  synchronized void offer(T element) {
    if (closed) {
      return;
    }
    if (elements.size() == capacity) {
      elements.removeFirst();
      dropped++;
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
