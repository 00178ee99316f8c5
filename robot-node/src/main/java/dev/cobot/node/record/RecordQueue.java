package dev.cobot.node.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What came and is not written yet, bounded by its bytes. When there is no room, waiting pictures
 * and point clouds go first, the oldest before the others; where none waits, the message that comes
 * goes. What comes out keeps its order.
 */
final class RecordQueue {
  private static final Set<String> BULKY =
      Set.of("sensor_msgs/Image", "sensor_msgs/CompressedImage", "sensor_msgs/PointCloud2");

  /** What a message takes beside its data, roughly. */
  private static final int OVERHEAD_BYTES = 100;

  private record Entry(long serial, ReceivedMessage arrival) {
    long bytes() {
      return arrival.data().length + (long) OVERHEAD_BYTES;
    }
  }

  private final long maxBytes;
  private final Deque<Entry> bulky = new ArrayDeque<>();
  private final Deque<Entry> others = new ArrayDeque<>();
  private final Map<String, Long> dropped = new TreeMap<>();
  private long bytes;
  private long serial;
  private boolean closed;

  RecordQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized void offer(ReceivedMessage arrival) {
    if (closed) {
      return;
    }
    Entry entry = new Entry(serial++, arrival);
    while (bytes + entry.bytes() > maxBytes && entry.bytes() <= maxBytes && !bulky.isEmpty()) {
      Entry oldest = bulky.removeFirst();
      bytes -= oldest.bytes();
      drop(oldest.arrival());
    }
    if (bytes + entry.bytes() > maxBytes) {
      drop(arrival);
      return;
    }
    (BULKY.contains(arrival.connection().type()) ? bulky : others).addLast(entry);
    bytes += entry.bytes();
    notifyAll();
  }

  private void drop(ReceivedMessage arrival) {
    dropped.merge(arrival.connection().topic(), 1L, Long::sum);
  }

  /** The next message; null when none comes within the time, or the queue is closed and empty. */
  synchronized ReceivedMessage poll(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (bulky.isEmpty() && others.isEmpty() && !closed) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return null;
      }
      wait(leftMillis);
    }
    Deque<Entry> first =
        others.isEmpty()
                || (!bulky.isEmpty() && bulky.peekFirst().serial() < others.peekFirst().serial())
            ? bulky
            : others;
    Entry entry = first.pollFirst();
    if (entry == null) {
      return null;
    }
    bytes -= entry.bytes();
    return entry.arrival();
  }

  /** Takes nothing more; what waits can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isDone() {
    return closed && bulky.isEmpty() && others.isEmpty();
  }

  /** How many messages had no room, by topic. */
  synchronized Map<String, Long> dropped() {
    return new TreeMap<>(dropped);
  }
}
