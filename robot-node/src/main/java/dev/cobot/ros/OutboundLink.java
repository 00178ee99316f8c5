package dev.cobot.ros;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One subscriber's connection to a publisher: a bounded queue that drops by its rule, and a channel
 * that never blocks. Whoever publishes a small message writes it here and now when nothing waits
 * before it; everything else is written by the {@link OutboundLoop}.
 */
final class OutboundLink {
  /**
   * The most bytes of one write, enough for a picture: every further call costs the kernel's time.
   * A publisher that offers meanwhile waits for no more than that.
   */
  private static final int WRITE_BYTES = 1 << 20;

  /** From the heap it is less: the JDK keeps a copy of one write for each thread. */
  private static final int HEAP_WRITE_BYTES = 256 << 10;

  private final SocketChannel channel;
  private final SocketAddress peer;
  private final String subscriber;
  private final int id;
  private final QueueRule queue;
  private final OutboundLoop loop;
  private final Runnable onEnd;

  // Guarded by this
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private Frame head;
  private ByteBuffer headRest;
  private long progressNanos;
  private long bytesSent;
  private long messagesSent;
  private long dropped;
  private boolean finishing;
  private boolean broken;
  private boolean ended;

  /**
   * @param channel to the subscriber, which does not block
   * @param queue what waits behind the message that is being written
   * @param onEnd called once, on the loop's thread or that of {@link #close}
   */
  OutboundLink(
      SocketChannel channel,
      String subscriber,
      int id,
      QueueRule queue,
      OutboundLoop loop,
      Runnable onEnd) {
    this.channel = channel;
    this.peer = channel.socket().getRemoteSocketAddress();
    this.subscriber = subscriber;
    this.id = id;
    this.queue = queue;
    this.loop = loop;
    this.onEnd = onEnd;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Takes a frame to send; never waits for the subscriber. */
  synchronized void offer(Frame frame) {
    if (finishing || broken || ended) {
      return;
    }
    // The loop has the lock for one write at a time, so that frames may wait while none is begun.
    if (head != null || !waiting.isEmpty()) {
      if (waiting.size() == queue.capacity()) {
        dropped++;
        if (queue.drop() == QueueRule.Drop.NEWEST) {
          return;
        }
        waiting.removeFirst().release();
      }
      waiting.addLast(frame.retain());
      return;
    }
    begin(frame.retain());
    if (frame.bytes().limit() <= FramePool.SMALL_BYTES) {
      try {
        writeHead();
      } catch (IOException e) {
        broken = true;
      }
    }
    if (head != null) {
      loop.wake(this);
    }
  }

  private void begin(Frame frame) {
    head = frame;
    headRest = frame.bytes().duplicate().position(0);
    progressNanos = System.nanoTime();
  }

  /** Writes what the channel takes of the first frame. */
  private void writeHead() throws IOException {
    int end = headRest.limit();
    int most = headRest.isDirect() ? WRITE_BYTES : HEAP_WRITE_BYTES;
    int written;
    do {
      headRest.limit(Math.min(end, headRest.position() + most));
      written = channel.write(headRest);
      headRest.limit(end);
      bytesSent += written;
    } while (written > 0 && headRest.hasRemaining() && end <= FramePool.SMALL_BYTES);
    if (written > 0) {
      progressNanos = System.nanoTime();
    }
    if (!headRest.hasRemaining()) {
      messagesSent++;
      head.release();
      head = null;
      headRest = null;
    }
  }

  /**
   * Writes what the channel takes.
   *
   * @return whether there is more to write, so that the loop has to wait for the channel
   * @throws IOException when the link has come to its end
   */
  boolean flush() throws IOException {
    while (true) {
      // The lock is free between writes, so that a publisher gets its turn.
      synchronized (this) {
        if (broken) {
          throw new EOFException("the subscriber is gone");
        }
        if (head == null && !waiting.isEmpty()) {
          begin(waiting.removeFirst());
        }
        if (head == null) {
          if (finishing) {
            throw new EOFException("everything is sent");
          }
          return false;
        }
        long before = bytesSent;
        writeHead();
        if (bytesSent == before) {
          return true;
        }
      }
    }
  }

  /** Whether messages wait, and the subscriber took nothing of them for so long. */
  synchronized boolean stalledFor(long nanos) {
    return head != null && System.nanoTime() - progressNanos > nanos;
  }

  /** Ends the link after what is queued. */
  synchronized void finish() {
    finishing = true;
    loop.wake(this);
  }

  /** Waits at most that long for the link's end, then ends it. */
  void close(long waitMillis) {
    long deadline = System.nanoTime() + waitMillis * 1_000_000;
    synchronized (this) {
      try {
        long left = waitMillis;
        while (!ended && left > 0) {
          wait(left);
          left = (deadline - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    end();
  }

  /** Disconnects and forgets what is queued. */
  void end() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      if (head != null) {
        head.release();
        head = null;
        headRest = null;
      }
      waiting.forEach(Frame::release);
      waiting.clear();
      notifyAll();
    }
    Sockets.closeQuietly(channel);
    loop.forget();
    onEnd.run();
  }

  String subscriber() {
    return subscriber;
  }

  int id() {
    return id;
  }

  synchronized long bytesSent() {
    return bytesSent;
  }

  synchronized long messagesSent() {
    return messagesSent;
  }

  synchronized long dropped() {
    return dropped;
  }

  String peer() {
    return String.valueOf(peer);
  }
}
