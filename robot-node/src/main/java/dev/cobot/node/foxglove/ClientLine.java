package dev.cobot.node.foxglove;

import dev.cobot.node.record.ReceivedMessage;
import dev.cobot.node.web.WebServer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is on its way to one client: one message at a time, texts first. Of the data that waits the
 * oldest goes when there is no room, what is latched last, and the client is told; one that does
 * not even take texts is hung up on. Any thread; nobody waits here.
 */
final class ClientLine {
  static final int MAX_WAITING = 4096;
  static final String TOO_SLOW =
      "Messages are dropped: this client takes them more slowly than they come; show fewer topics,"
          + " or compressed pictures";

  private static final long WARN_EVERY_NANOS = 10_000_000_000L;

  private final Socket socket;
  private final long maxBytes;
  private final AtomicInteger pumping = new AtomicInteger();
  private final Deque<String> texts = new ArrayDeque<>();
  private final Deque<Entry> data = new ArrayDeque<>();
  private long timeNanos = -1; // to be told; negative for none
  private long bytes;
  private long dropped;
  private long warnedMonotonic;
  private boolean isSending;

  /** The way to the client. Each call returns at once; {@code sent} is called when it has left. */
  interface Socket {
    void send(String text, Runnable sent);

    void send(ByteBuffer binary, Runnable sent);

    void ping();

    void close(int code, String why);
  }

  private record Entry(long subscription, ReceivedMessage message) {
    long bytes() {
      return message.data().length;
    }
  }

  /**
   * @param maxBytes what may wait; a larger message waits alone
   */
  ClientLine(Socket socket, long maxBytes) {
    this.socket = socket;
    this.maxBytes = maxBytes;
    warnedMonotonic = System.nanoTime() - WARN_EVERY_NANOS;
  }

  void tell(String text) {
    boolean isStuck;
    synchronized (data) {
      isStuck = texts.size() >= MAX_WAITING;
      if (isStuck) {
        texts.clear();
        data.clear();
        bytes = 0;
      } else {
        texts.add(text);
      }
    }
    if (isStuck) {
      socket.close(WebServer.POLICY, "does not take what it is sent");
    } else {
      pump();
    }
  }

  void status(ServerMessage.Level level, String text) {
    tell(ServerMessage.status(level, text));
  }

  /** Tells the time; one that waits still is replaced. */
  void time(long nowNanos) {
    synchronized (data) {
      timeNanos = nowNanos;
    }
    pump();
  }

  /** Lets a message wait; {@link #pump} sends it, as this is called with a lock held. */
  void offer(long subscription, ReceivedMessage message) {
    synchronized (data) {
      Entry entry = new Entry(subscription, message);
      while (!data.isEmpty() && (bytes + entry.bytes() > maxBytes || data.size() >= MAX_WAITING)) {
        dropOne();
      }
      data.add(entry);
      bytes += entry.bytes();
    }
  }

  private void dropOne() {
    Iterator<Entry> oldest = data.iterator();
    Entry goes = oldest.next();
    while (goes.message().connection().latching() && oldest.hasNext()) {
      goes = oldest.next();
    }
    if (goes.message().connection().latching()) {
      goes = data.removeFirst();
    } else {
      oldest.remove();
    }
    bytes -= goes.bytes();
    dropped++;
    long now = System.nanoTime();
    if (now - warnedMonotonic >= WARN_EVERY_NANOS && texts.size() < MAX_WAITING) {
      warnedMonotonic = now;
      texts.add(ServerMessage.status(ServerMessage.Level.WARNING, TOO_SLOW));
    }
  }

  /** Drops what waits of a subscription that has ended. */
  void forget(long subscription) {
    synchronized (data) {
      data.removeIf(
          entry -> {
            if (entry.subscription() != subscription) {
              return false;
            }
            bytes -= entry.bytes();
            return true;
          });
    }
  }

  /** Returns how many messages had no room. */
  long dropped() {
    synchronized (data) {
      return dropped;
    }
  }

  void ping() {
    socket.ping();
  }

  void close(int code, String why) {
    socket.close(code, why);
  }

  /**
   * Sends until something is on its way; a loop, as what is sent may be told of at once. A line
   * that breaks then is told of on this thread, which must hold no lock.
   */
  void pump() {
    if (pumping.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      sendNext();
      seen = pumping.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendNext() {
    String text;
    ByteBuffer binary = null;
    synchronized (data) {
      if (isSending) {
        return;
      }
      text = texts.poll();
      if (text == null && timeNanos >= 0) {
        binary = ServerMessage.time(timeNanos);
        timeNanos = -1;
      } else if (text == null && !data.isEmpty()) {
        Entry next = data.removeFirst();
        bytes -= next.bytes();
        binary =
            ServerMessage.data(
                next.subscription(), next.message().timeNanos(), next.message().data());
      }
      isSending = text != null || binary != null;
    }
    if (text != null) {
      socket.send(text, this::sent);
    } else if (binary != null) {
      socket.send(binary, this::sent);
    }
  }

  private void sent() {
    synchronized (data) {
      isSending = false;
    }
    pump();
  }
}
