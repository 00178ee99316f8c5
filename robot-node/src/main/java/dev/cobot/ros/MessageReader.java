package dev.cobot.ros;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * Takes the messages of a publisher apart. Small ones come many at a time into one buffer; a large
 * one is read straight into a buffer of the pool. Not thread-safe.
 */
final class MessageReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 32 << 10;

  /** The most bytes of one read into heap memory, of which the JDK keeps a copy for a thread. */
  private static final int READ_BYTES = 256 << 10;

  private final ReadableByteChannel channel;
  private final int maxBytes;
  private final FramePool pool;
  private final ByteBuffer small =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private Frame large;

  /** The longest message that came; so much may be allocated because a peer announces it. */
  private int proven = BUFFER_BYTES;

  MessageReader(ReadableByteChannel channel, int maxBytes, FramePool pool) {
    this.channel = channel;
    this.maxBytes = maxBytes;
    this.pool = pool;
  }

  /**
   * Waits for the next message.
   *
   * @return its bytes, from position to limit, valid until the next call
   * @throws EOFException when the peer has closed
   */
  ByteBuffer next() throws IOException {
    releaseLarge();
    need(Integer.BYTES);
    int length = small.getInt();
    if (!(length >= 0 && length <= maxBytes)) {
      throw new IOException(
          "a message announces "
              + Integer.toUnsignedLong(length)
              + " bytes, the limit is "
              + maxBytes
              + " (NodeConfiguration.setMaxMessageBytes; a tool's grows with java -Xmx)");
    }
    if (length > BUFFER_BYTES) {
      return readLarge(length);
    }
    need(length);
    int end = small.position() + length;
    ByteBuffer message = small.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(end);
    small.position(end);
    return message;
  }

  /** Reads until so many bytes are in the small buffer. */
  private void need(int bytes) throws IOException {
    if (small.remaining() >= bytes) {
      return;
    }
    if (small.position() + bytes > small.capacity() || !small.hasRemaining()) {
      small.compact().flip();
    }
    int from = small.position();
    small.position(small.limit()).limit(small.capacity());
    try {
      while (small.position() - from < bytes) {
        read(small);
      }
    } finally {
      small.limit(small.position()).position(from);
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    if (channel.read(buffer) < 0) {
      throw new EOFException("the publisher closed the connection");
    }
  }

  /** The buffer grows with the bytes that come, not with those that were announced. */
  private ByteBuffer readLarge(int length) throws IOException {
    large = pool.acquire(Math.min(length, proven));
    large.bytes().put(small);
    while (true) {
      ByteBuffer bytes = large.bytes();
      int end = bytes.limit();
      while (bytes.position() < end) {
        if (!bytes.isDirect()) {
          bytes.limit(Math.min(end, bytes.position() + READ_BYTES));
        }
        read(bytes);
        bytes.limit(end);
      }
      if (end == length) {
        proven = Math.max(proven, length);
        return bytes.flip();
      }
      Frame grown = pool.acquire((int) Math.min(length, end * 2L));
      grown.bytes().put(bytes.flip());
      large.release();
      large = grown;
    }
  }

  private void releaseLarge() {
    if (large != null) {
      large.release();
      large = null;
    }
  }

  @Override
  public void close() {
    releaseLarge();
  }
}
