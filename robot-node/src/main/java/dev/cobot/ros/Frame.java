package dev.cobot.ros;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes of one message on their way, shared by all who send them. Made by a {@link FramePool} with
 * one user; the last one to release it gives the buffer back.
 */
final class Frame {
  private final FramePool pool;
  private final ByteBuffer bytes;
  private final AtomicInteger users = new AtomicInteger(1);

  Frame(FramePool pool, ByteBuffer bytes) {
    this.pool = pool;
    this.bytes = bytes;
  }

  /**
   * The buffer, little endian, from its position to its limit; only the maker moves them, others
   * take a duplicate.
   */
  ByteBuffer bytes() {
    return bytes;
  }

  Frame retain() {
    if (users.getAndIncrement() <= 0) {
      throw new IllegalStateException("a frame is used after its last user released it");
    }
    return this;
  }

  void release() {
    int left = users.decrementAndGet();
    if (left == 0) {
      pool.giveBack(bytes);
    } else if (left < 0) {
      throw new IllegalStateException("a frame is released more often than it is used");
    }
  }
}
