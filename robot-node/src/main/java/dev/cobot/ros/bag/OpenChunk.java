package dev.cobot.ros.bag;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The messages of one chunk that a cursor wants, in the order of time. */
final class OpenChunk implements MessageSink {
  private final Chunk chunk;
  private final BagCursor.Wanted wanted;
  private int[] connections = new int[16];
  private long[] timesNanos = new long[16];
  private int[] offsets = new int[16];
  private int[] dataOffsets = new int[16];
  private int[] lengths = new int[16];
  private int size;
  private boolean sorted = true;
  private int next;

  OpenChunk(Chunk chunk, BagCursor.Wanted wanted) {
    this.chunk = chunk;
    this.wanted = wanted;
  }

  @Override
  public void message(int connection, long timeNanos, int offset, int dataOffset, int length) {
    if (!wanted.test(connection, timeNanos)) {
      return;
    }
    if (size == offsets.length) {
      connections = Arrays.copyOf(connections, 2 * size);
      timesNanos = Arrays.copyOf(timesNanos, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
      dataOffsets = Arrays.copyOf(dataOffsets, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    sorted &= size == 0 || before(size - 1, timeNanos, offset);
    connections[size] = connection;
    timesNanos[size] = timeNanos;
    offsets[size] = offset;
    dataOffsets[size] = dataOffset;
    lengths[size++] = length;
  }

  private boolean before(int i, long timeNanos, int offset) {
    return timesNanos[i] < timeNanos || (timesNanos[i] == timeNanos && offsets[i] < offset);
  }

  /** Puts what was told in the order of time and, within the same time, of the file. */
  void sort() {
    if (sorted) {
      return;
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> timesNanos[i])
                    .thenComparingInt(i -> offsets[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    connections = picked(connections, order);
    offsets = picked(offsets, order);
    dataOffsets = picked(dataOffsets, order);
    lengths = picked(lengths, order);
    timesNanos = IntStream.of(order).mapToLong(i -> timesNanos[i]).toArray();
    sorted = true;
  }

  private static int[] picked(int[] from, int[] order) {
    return IntStream.of(order).map(i -> from[i]).toArray();
  }

  boolean hasNext() {
    return next < size;
  }

  void advance() {
    next++;
  }

  Chunk chunk() {
    return chunk;
  }

  int connection() {
    return connections[next];
  }

  long timeNanos() {
    return timesNanos[next];
  }

  int offset() {
    return offsets[next];
  }

  /** Where the message's bytes are in the chunk's content, or -1 where only the index is known. */
  int dataOffset() {
    return dataOffsets[next];
  }

  int length() {
    return lengths[next];
  }
}
