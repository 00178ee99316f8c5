package dev.cobot.ros.bag;

import java.util.Arrays;

/** Where the messages of one connection begin within the chunk that is being filled. */
final class MessageIndex {
  private long[] timesNanos = new long[16];
  private int[] offsets = new int[16];
  private int size;

  void add(long timeNanos, int offset) {
    if (size == offsets.length) {
      timesNanos = Arrays.copyOf(timesNanos, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    timesNanos[size] = timeNanos;
    offsets[size++] = offset;
  }

  int size() {
    return size;
  }

  long timeNanos(int i) {
    return timesNanos[i];
  }

  int offset(int i) {
    return offsets[i];
  }

  void clear() {
    size = 0;
  }
}
