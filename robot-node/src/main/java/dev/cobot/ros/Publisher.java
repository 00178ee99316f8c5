package dev.cobot.ros;

import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes one topic. Safe for use from any thread; publishing never waits for a subscriber.
 *
 * @param <M> the message
 */
public final class Publisher<M extends RosMessage> implements AutoCloseable {
  private final RosNode node;
  private final String topic;
  private final MessageType<M> type;
  private final PublisherOptions options;
  private final Registration registration;
  private final Object lock = new Object();
  private final List<OutboundLink> links = new ArrayList<>();
  private Frame latched;
  private long droppedBefore;
  private boolean closed;

  Publisher(RosNode node, String topic, MessageType<M> type, PublisherOptions options) {
    this.node = node;
    this.topic = topic;
    this.type = type;
    this.options = options;
    this.registration = node.registration("Publisher", topic, type.name());
  }

  /** The full name of the topic. */
  public String topic() {
    return topic;
  }

  MessageType<?> type() {
    return type;
  }

  Registration registration() {
    return registration;
  }

  /**
   * Sends a message to all subscribers. After the publisher or its node is closed this does
   * nothing.
   *
   * @throws IllegalArgumentException when the message has a null field or an array of the wrong
   *     fixed length
   */
  public void publish(M message) {
    synchronized (lock) {
      if (closed || (links.isEmpty() && !options.latch())) {
        return;
      }
    }
    int bytes = type.size(message);
    Frame frame = FramePool.PROCESS.acquire(Math.addExact(Integer.BYTES, bytes));
    try {
      frame.bytes().putInt(bytes);
      type.encode(message, frame.bytes());
      synchronized (lock) {
        if (closed) {
          return;
        }
        if (options.latch()) {
          keep(frame.retain());
        }
        for (OutboundLink link : links) {
          link.offer(frame);
        }
      }
    } finally {
      frame.release();
    }
  }

  private void keep(Frame frame) {
    if (latched != null) {
      latched.release();
    }
    latched = frame;
  }

  /** The number of subscribers that are connected now. */
  public int subscriberCount() {
    synchronized (lock) {
      return links.size();
    }
  }

  /** Messages that subscribers lost because they took them too slowly, counted for each of them. */
  public long dropped() {
    synchronized (lock) {
      return droppedBefore + links.stream().mapToLong(OutboundLink::dropped).sum();
    }
  }

  /** Waits for the first subscriber; says whether there is one. */
  public boolean awaitSubscriber(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      while (links.isEmpty() && !closed) {
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          return false;
        }
        lock.wait(leftMillis);
      }
      return !links.isEmpty();
    }
  }

  /** Answers a subscriber that introduced itself by this header, and keeps its connection. */
  void serve(Socket socket, Map<String, String> header) throws IOException {
    String refusal = refusal(header);
    if (refusal != null) {
      socket.getOutputStream().write(TcpRosHeader.encode(Map.of("error", refusal)));
      return;
    }
    Map<String, String> reply = new LinkedHashMap<>();
    reply.put("callerid", node.name());
    reply.put("topic", topic);
    reply.put("type", type.name());
    reply.put("md5sum", type.md5());
    reply.put("latching", options.latch() ? "1" : "0");
    reply.put("message_definition", type.definition());
    socket.getOutputStream().write(TcpRosHeader.encode(reply));
    SocketChannel channel = socket.getChannel();
    channel.configureBlocking(false);
    OutboundLink[] self = new OutboundLink[1];
    OutboundLink link =
        new OutboundLink(
            channel,
            header.getOrDefault("callerid", ""),
            node.nextConnectionId(),
            options.queueSize(),
            node.outbound(),
            () -> forget(self[0], socket));
    self[0] = link;
    synchronized (lock) {
      if (closed) {
        return;
      }
      node.keepConnection(socket);
      node.outbound().add(link);
      links.add(link);
      if (latched != null) {
        link.offer(latched);
      }
      lock.notifyAll();
    }
  }

  private void forget(OutboundLink link, Socket socket) {
    synchronized (lock) {
      if (links.remove(link)) {
        droppedBefore += link.dropped();
      }
    }
    node.releaseConnection(socket);
  }

  private String refusal(Map<String, String> header) {
    String wantedType = header.getOrDefault("type", "*");
    String wantedMd5 = header.getOrDefault("md5sum", "");
    if (!wantedType.equals("*") && !wantedType.equals(type.name())) {
      return "topic " + topic + " has the type " + type.name() + ", not " + wantedType;
    } else if (!wantedMd5.equals("*") && !wantedMd5.equals(type.md5())) {
      return "topic "
          + topic
          + " of type "
          + type.name()
          + " has the md5sum "
          + type.md5()
          + ", not '"
          + wantedMd5
          + "'; build both ends with the same message definition";
    }
    return null;
  }

  List<OutboundLink> links() {
    synchronized (lock) {
      return List.copyOf(links);
    }
  }

  /** Ends publishing: sends what is queued (at most half a second), disconnects and unregisters. */
  @Override
  public void close() {
    disconnect();
    registration.end();
    node.forget(this);
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Sends what is queued and disconnects, before the master tells the subscribers to let go. */
  void disconnect() {
    List<OutboundLink> open;
    synchronized (lock) {
      closed = true;
      open = List.copyOf(links);
      keep(null);
      lock.notifyAll();
    }
    open.forEach(OutboundLink::finish);
    long deadline = System.nanoTime() + 500_000_000L;
    for (OutboundLink link : open) {
      link.close(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
  }
}
