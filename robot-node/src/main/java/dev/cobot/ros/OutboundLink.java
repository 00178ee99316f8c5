package dev.cobot.ros;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One subscriber's connection to a publisher: a queue, a thread that writes, and a reader that
 * notices the end.
 */
final class OutboundLink {
  private final Socket socket;
  private final String subscriber;
  private final int id;
  private final BoundedQueue<byte[]> queue;
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong messagesSent = new AtomicLong();
  private final Thread writer;

  OutboundLink(Socket socket, String subscriber, int id, QueueRule queueRule, String threadName) {
    this.socket = socket;
    this.subscriber = subscriber;
    this.id = id;
    this.queue = new BoundedQueue<>(queueRule);
    this.writer = new Thread(this::writeAll, threadName);
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  void offer(byte[] frame) {
    queue.offer(frame);
  }

  private void writeAll() {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      for (byte[] frame = queue.take(); frame != null; frame = queue.take()) {
        out.write(frame);
        bytesSent.addAndGet(frame.length);
        messagesSent.incrementAndGet();
      }
    } catch (IOException e) {
      queue.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the subscriber has gone; a subscriber sends nothing, what it sends is ignored. */
  void awaitEnd() throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } finally {
      queue.clear();
      queue.close();
    }
  }

  /** Ends the link after what is queued. */
  void finish() {
    queue.close();
  }

  /** Ends the link at once when it did not finish within that time. */
  void close(long waitMillis) {
    queue.close();
    Threads.join(writer, waitMillis);
    Sockets.closeQuietly(socket);
    Threads.join(writer, 500);
  }

  String subscriber() {
    return subscriber;
  }

  int id() {
    return id;
  }

  long bytesSent() {
    return bytesSent.get();
  }

  long messagesSent() {
    return messagesSent.get();
  }

  long dropped() {
    return queue.dropped();
  }

  String peer() {
    return String.valueOf(socket.getRemoteSocketAddress());
  }
}
