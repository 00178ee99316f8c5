package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.WireType;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one topic. Safe for use from any thread; publishing never waits for a subscriber.
 *
 * @param <M> the message
 */
public final class Publisher<M extends RosMessage> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private final ConnectedNode node;
  private final String topic;
  private final WireType<M> type;
  private final PublisherOptions options;
  private final Registration registration;
  private final Object lock = new Object();
  private final List<OutboundLink> links = new ArrayList<>();
  private final List<PublisherListener> listeners = new CopyOnWriteArrayList<>();
  private boolean latch;

  /** The last message of each source; there is one source unless messages are played. */
  private final Map<Object, Frame> latched = new LinkedHashMap<>();

  /** Done when the listeners were told of all that happened; one is told at a time, in order. */
  private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

  private long droppedBefore;
  private boolean closed;

  Publisher(ConnectedNode node, String topic, WireType<M> type, PublisherOptions options) {
    this.node = node;
    this.topic = topic;
    this.type = type;
    this.options = options;
    this.latch = options.latch();
    this.registration = node.registration("Publisher", topic, type.name());
  }

  String topic() {
    return topic;
  }

  /** The full name of the topic. */
  public GraphName getTopicName() {
    return GraphName.of(topic);
  }

  /** The ROS type of the topic. */
  public String getTopicMessageType() {
    return type.name();
  }

  public boolean getLatchMode() {
    synchronized (lock) {
      return latch;
    }
  }

  /**
   * Whether the last message is kept and sent to whoever subscribes later. Set it before the first
   * message.
   */
  public void setLatchMode(boolean latchMode) {
    synchronized (lock) {
      latch = latchMode;
      if (!latchMode) {
        forgetLatched();
      }
    }
  }

  public void addListener(PublisherListener listener) {
    listeners.add(listener);
  }

  /** Messages that subscribers were too slow for, those of subscribers that have gone included. */
  public long getDroppedCount() {
    synchronized (lock) {
      return droppedBefore + links.stream().mapToLong(OutboundLink::dropped).sum();
    }
  }

  public boolean hasSubscribers() {
    return getNumberOfSubscribers() > 0;
  }

  WireType<?> type() {
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
    publish(message, this);
  }

  /**
   * Sends a message of one of several sources. Where the topic is latched, the last message of each
   * source is kept and sent to whoever subscribes later, as when several nodes publish the topic:
   * the static transforms of a robot and of its camera, played from one bag.
   *
   * @param source by whose {@code equals} the sources are told apart; null for a message that is
   *     sent and not kept. A latched topic holds a message in memory for each source.
   */
  public void publish(M message, Object source) {
    synchronized (lock) {
      if (closed || (links.isEmpty() && !latch)) {
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
        if (latch && source != null) {
          Frame before = latched.put(source, frame.retain());
          if (before != null) {
            before.release();
          }
        }
        for (OutboundLink link : links) {
          link.offer(frame);
        }
      }
    } finally {
      frame.release();
    }
  }

  private void forgetLatched() {
    latched.values().forEach(Frame::release);
    latched.clear();
  }

  /** The number of subscribers that are connected now. */
  public int getNumberOfSubscribers() {
    synchronized (lock) {
      return links.size();
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
    reply.put("latching", getLatchMode() ? "1" : "0");
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
            options.queue(),
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
      latched.values().forEach(link::offer);
      lock.notifyAll();
    }
    tell(listener -> listener.onNewSubscriber(this, link.subscriber()));
  }

  private void forget(OutboundLink link, Socket socket) {
    boolean known;
    synchronized (lock) {
      known = links.remove(link);
      if (known) {
        droppedBefore += link.dropped();
      }
    }
    node.releaseConnection(socket);
    if (known) {
      tell(listener -> listener.onSubscriberGone(this, link.subscriber()));
    }
  }

  /** Listeners may block, and the threads that call this must not. */
  private void tell(Consumer<PublisherListener> event) {
    if (listeners.isEmpty()) {
      return;
    }
    synchronized (lock) {
      told =
          told.thenRunAsync(
              () -> listeners.forEach(listener -> tell(listener, event)),
              task -> Threads.startDaemon(node.threadName("call-" + topic), task));
    }
  }

  private void tell(PublisherListener listener, Consumer<PublisherListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      log.error("A listener of the publisher of {} failed", topic, e);
    }
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

  /** Ends publishing, as {@link #close} does. */
  public void shutdown() {
    close();
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
      forgetLatched();
      lock.notifyAll();
    }
    open.forEach(OutboundLink::finish);
    long deadline = System.nanoTime() + 500_000_000L;
    for (OutboundLink link : open) {
      link.close(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
  }
}
