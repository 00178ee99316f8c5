package dev.cobot.ros;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Buffers for messages. Small ones are plain heap memory; large ones, pictures mostly, lie outside
 * of the heap, where sockets take them from without a copy, and are used again. What lies outside
 * is limited: beyond that a large one is on the heap too. Safe for use from any thread.
 */
final class FramePool {
  /** Direct memory is limited for the whole process, so all nodes share one pool. */
  static final FramePool PROCESS = new FramePool(64L << 20);

  /** The longest frame that is plain heap memory. */
  static final int SMALL_BYTES = 16 << 10;

  private static final int SIZES = 31;

  private final long maxDirectBytes;

  /** Free buffers, those of 2^i bytes at i. */
  private final ArrayDeque<?>[] free = new ArrayDeque<?>[SIZES];

  private long directBytes;
  private long usedBytes;

  FramePool(long maxDirectBytes) {
    this.maxDirectBytes = maxDirectBytes;
    for (int i = 0; i < SIZES; i++) {
      free[i] = new ArrayDeque<ByteBuffer>();
    }
  }

  @SuppressWarnings("unchecked") // the constructor fills the array
  private ArrayDeque<ByteBuffer> free(int size) {
    return (ArrayDeque<ByteBuffer>) free[size];
  }

  /** A frame of so many bytes; what is in it is undefined. */
  Frame acquire(int bytes) {
    ByteBuffer buffer = bytes <= SMALL_BYTES ? null : direct(bytes);
    if (buffer == null) {
      buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    return new Frame(this, buffer.clear().limit(bytes));
  }

  private static int sizeOf(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1);
  }

  private ByteBuffer direct(int bytes) {
    int size = sizeOf(bytes);
    if (size >= SIZES) {
      return null;
    }
    synchronized (this) {
      ByteBuffer buffer = free(size).pollLast();
      if (buffer == null) {
        if (directBytes + (1L << size) > maxDirectBytes) {
          return null;
        }
        directBytes += 1L << size;
        buffer = ByteBuffer.allocateDirect(1 << size).order(ByteOrder.LITTLE_ENDIAN);
      }
      usedBytes += buffer.capacity();
      return buffer;
    }
  }

  synchronized void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      usedBytes -= buffer.capacity();
      free(sizeOf(buffer.capacity())).addLast(buffer);
    }
  }

  /** Bytes outside of the heap that frames use now. */
  synchronized long usedBytes() {
    return usedBytes;
  }
}
