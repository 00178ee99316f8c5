package dev.cobot.node.dashboard;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One browser that looks. One message is on its way to it at a time; of each topic the newest waits
 * meanwhile and replaces the one before, so that a slow one holds nobody and needs no more room
 * than there are topics. Any thread.
 */
final class Viewer {
  private final Line line;
  private final AtomicLong dropped;
  private final Map<String, Message> waiting = new LinkedHashMap<>();
  private final long sinceNanos;
  private boolean isSending;
  private volatile boolean isGreeted;
  private volatile boolean mayCommand;
  private volatile boolean hasAll;

  /**
   * Something for a browser; one of both is null.
   *
   * @param topic what it is about; it replaces what waits of the same
   */
  record Message(String topic, String text, byte[] binary) {
    static Message text(String topic, String text) {
      return new Message(topic, text, null);
    }
  }

  /** The way to the browser. */
  interface Line {
    /**
     * Sends, and returns at once.
     *
     * @param sent called when it has left
     */
    void send(Message message, Runnable sent);

    void close(int code, String why);
  }

  /**
   * @param dropped counts messages that a newer one has replaced
   * @param nowNanos monotonic
   */
  Viewer(Line line, AtomicLong dropped, long nowNanos) {
    this.line = line;
    this.dropped = dropped;
    sinceNanos = nowNanos;
  }

  /** Whether it has said hello, and may see. */
  boolean isGreeted() {
    return isGreeted;
  }

  /** Whether it has shown the token. */
  boolean mayCommand() {
    return mayCommand;
  }

  void greet(boolean withToken) {
    mayCommand = withToken;
    isGreeted = true;
  }

  /** Returns whether it has got nothing yet, and takes note that it gets everything now. */
  boolean isFirstServed() {
    boolean isFirst = !hasAll;
    hasAll = true;
    return isFirst;
  }

  double secondsSince(long nowNanos) {
    return (nowNanos - sinceNanos) * 1e-9;
  }

  void offer(Message message) {
    synchronized (waiting) {
      if (isSending) {
        if (waiting.put(message.topic(), message) != null) {
          dropped.incrementAndGet();
        }
        return;
      }
      isSending = true;
    }
    line.send(message, this::sent);
  }

  private void sent() {
    Message next;
    synchronized (waiting) {
      Iterator<Message> oldest = waiting.values().iterator();
      if (!oldest.hasNext()) {
        isSending = false;
        return;
      }
      next = oldest.next();
      oldest.remove();
    }
    line.send(next, this::sent);
  }

  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  void close(int code, String why) {
    line.close(code, why);
  }
}
