package dev.cobot.ros;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a node that writes to subscribers what could not be written at once, notices
 * their end, and cuts off those that take nothing for long. Started by the first subscriber.
 */
final class OutboundLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutboundLoop.class);
  private static final int DISCARD_BYTES = 4096;

  private final String threadName;
  private final long stallNanos;
  private final Queue<OutboundLink> woken = new ConcurrentLinkedQueue<>();
  private final ByteBuffer discarded = ByteBuffer.allocate(DISCARD_BYTES);
  private Thread thread;
  private volatile Selector selector;
  private volatile boolean closed;

  /**
   * @param stall how long a subscriber may take nothing of what waits for it
   */
  OutboundLoop(String threadName, Duration stall) {
    this.threadName = threadName;
    this.stallNanos = stall.toNanos();
  }

  /** Looks after a link from now on. */
  void add(OutboundLink link) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (thread == null) {
        selector = Selector.open();
        thread = Threads.startDaemon(threadName, this::run);
      }
    }
    link.channel().register(selector, SelectionKey.OP_READ, link);
    selector.wakeup();
  }

  /** Has a link's frames written soon. */
  void wake(OutboundLink link) {
    woken.add(link);
    selector.wakeup();
  }

  /** A closed channel keeps its socket until the selector has noticed. */
  void forget() {
    selector.wakeup();
  }

  private void run() {
    long stallMillis = Math.max(1, stallNanos / 4_000_000);
    long nextCheck = System.nanoTime() + stallMillis * 1_000_000;
    while (!closed) {
      try {
        selector.select(this::ready, stallMillis);
      } catch (IOException | RuntimeException e) {
        log.error("{}: failed", threadName, e);
        return;
      }
      for (OutboundLink link = woken.poll(); link != null; link = woken.poll()) {
        SelectionKey key = link.channel().keyFor(selector);
        if (key != null) {
          flush(key, link);
        }
      }
      if (System.nanoTime() >= nextCheck) {
        endStalled();
        nextCheck = System.nanoTime() + stallMillis * 1_000_000;
      }
    }
  }

  private void ready(SelectionKey key) {
    OutboundLink link = (OutboundLink) key.attachment();
    try {
      if (key.isReadable()) {
        // A subscriber sends nothing, what it sends is ignored.
        if (link.channel().read(discarded.clear()) < 0) {
          link.end();
          return;
        }
      }
      if (key.isWritable()) {
        flush(key, link);
      }
    } catch (IOException | CancelledKeyException e) {
      log.debug("{}: {} is gone: {}", threadName, link.subscriber(), e.toString());
      link.end();
    }
  }

  private void flush(SelectionKey key, OutboundLink link) {
    try {
      boolean more = link.flush();
      key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    } catch (IOException | CancelledKeyException e) {
      log.debug("{}: {} is gone: {}", threadName, link.subscriber(), e.toString());
      link.end();
    }
  }

  private void endStalled() {
    for (SelectionKey key : selector.keys()) {
      OutboundLink link = (OutboundLink) key.attachment();
      if (link.stalledFor(stallNanos)) {
        log.warn(
            "{}: {} took nothing for {}; it is disconnected",
            threadName,
            link.subscriber(),
            Duration.ofNanos(stallNanos));
        link.end();
      }
    }
  }

  /** Ends the thread; the links are ended before. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null) {
      selector.wakeup();
      Threads.join(running, 1000);
      Sockets.closeQuietly(selector);
    }
  }
}
