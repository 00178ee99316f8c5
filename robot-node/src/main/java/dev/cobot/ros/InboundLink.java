package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.WireType;
import java.io.EOFException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one publisher. Its thread asks the publisher for a port, connects, reads, and
 * begins again when the link drops, for as long as the master names the publisher.
 */
final class InboundLink<M extends RosMessage> {
  private static final Logger log = LoggerFactory.getLogger(InboundLink.class);
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long LAST_RETRY_MILLIS = 20_000;
  private static final long DRAIN_MILLIS = 1000;

  /** So often without a link, it is no matter of a moment, and whoever waits wants to know. */
  private static final int TELLING_FAILURES = 4;

  /** A publisher that does not publish any more, or not yet. */
  private static final class NoOfferException extends IOException {
    private static final long serialVersionUID = 1;

    NoOfferException(String message) {
      super(message);
    }
  }

  private final TopicInput<M> input;
  private final URI publisher;
  private final int id;
  private final Object state = new Object();
  private Thread thread;
  private SocketChannel channel;
  private boolean closed;
  private boolean retryNow;
  private boolean endsWithConnection;
  private volatile boolean connected;
  private volatile boolean latching;
  private volatile M latched;

  /** The type that this publisher's messages are read as; set by each handshake. */
  private WireType<M> connectedType;

  private final AtomicLong bytesReceived = new AtomicLong();

  private InboundLink(TopicInput<M> input, URI publisher) {
    this.input = input;
    this.publisher = publisher;
    this.id = input.node().nextConnectionId();
  }

  static <M extends RosMessage> InboundLink<M> start(TopicInput<M> input, URI publisher) {
    InboundLink<M> link = new InboundLink<>(input, publisher);
    link.thread = Threads.startDaemon(input.node().threadName("read-" + input.topic()), link::run);
    return link;
  }

  URI publisher() {
    return publisher;
  }

  int id() {
    return id;
  }

  boolean latching() {
    return connected && latching;
  }

  boolean connected() {
    return connected;
  }

  /** The last message of a latching publisher, or null. */
  M latched() {
    return latched;
  }

  long bytesReceived() {
    return bytesReceived.get();
  }

  private void run() {
    long waitMillis = FIRST_RETRY_MILLIS;
    String lastTrouble = "";
    int failures = 0;
    while (!isClosed()) {
      long begun = System.nanoTime();
      try {
        readFrom(connect());
      } catch (IOException | IllegalArgumentException e) {
        String trouble = String.valueOf(e.getMessage());
        failures = connected ? 0 : failures + 1;
        if (!isClosed() && (!trouble.equals(lastTrouble) || failures == TELLING_FAILURES)) {
          tell(trouble, failures >= TELLING_FAILURES || !passesByItself(e));
        }
        lastTrouble = trouble;
      } catch (OutOfMemoryError e) {
        // Of one large message; what it took is free again.
        String trouble = "no memory for a message (" + e.getMessage() + "); give Java more: -Xmx";
        if (!trouble.equals(lastTrouble)) {
          tell(trouble, true);
        }
        lastTrouble = trouble;
      }
      connected = false;
      if (input.forgetIfUnlisted(this)) {
        return;
      }
      // A link that held for a while begins anew; one that fails at once each time backs off.
      if ((System.nanoTime() - begun) / 1_000_000 > 2 * waitMillis) {
        waitMillis = FIRST_RETRY_MILLIS;
      }
      if (pause(waitMillis)) {
        waitMillis = FIRST_RETRY_MILLIS;
      } else {
        waitMillis = Math.min(waitMillis * 2, LAST_RETRY_MILLIS);
      }
    }
  }

  /** Whether a publisher that starts, ends or is busy has this trouble too, for a moment. */
  private static boolean passesByItself(Exception e) {
    return e instanceof EOFException
        || (e instanceof SocketException && !(e instanceof NoRouteToHostException))
        || e instanceof ClosedChannelException
        || e instanceof NoOfferException
        || e instanceof SocketTimeoutException;
  }

  private void tell(String trouble, boolean lasting) {
    String text = "{}: nothing is read from the publisher {}, trying again: {}";
    if (lasting) {
      log.warn(text, input.topic(), publisher, trouble);
    } else {
      log.info(text, input.topic(), publisher, trouble);
    }
  }

  private boolean isClosed() {
    synchronized (state) {
      return closed;
    }
  }

  /** Waits before the next attempt; true when there is a reason to begin again at once. */
  private boolean pause(long millis) {
    long deadline = System.nanoTime() + millis * 1_000_000;
    synchronized (state) {
      while (!closed && !retryNow) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          state.wait(left);
        } catch (InterruptedException e) {
          closed = true;
          Thread.currentThread().interrupt();
        }
      }
      retryNow = false;
      return true;
    }
  }

  private SocketChannel connect() throws IOException {
    Duration timeout = input.node().config().getCallTimeout();
    XmlRpcClient.Reply reply =
        XmlRpcClient.call(
            publisher,
            timeout,
            "requestTopic",
            input.node().name(),
            input.topic(),
            List.of(List.of("TCPROS")));
    if (!reply.ok()
        || !(reply.value() instanceof List<?> protocol)
        || protocol.size() < 3
        || !(protocol.get(1) instanceof String host)
        || !(protocol.get(2) instanceof Integer port)) {
      throw new NoOfferException(
          "requestTopic was answered by " + reply.code() + " '" + reply.status() + "'");
    }
    SocketChannel opened = SocketChannel.open();
    synchronized (state) {
      channel = opened;
      if (closed) {
        opened.close();
        throw new IOException("closed");
      }
    }
    try {
      Sockets.prepare(opened);
      opened.socket().connect(new Endpoint(host, port).address(), (int) timeout.toMillis());
      handshake(opened.socket(), System.nanoTime() + timeout.toNanos());
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void handshake(Socket opened, long deadlineNanos) throws IOException {
    WireType<M> type = input.type();
    Map<String, String> header = new LinkedHashMap<>();
    header.put("callerid", input.node().name());
    header.put("topic", input.topic());
    header.put("type", type.name());
    header.put("md5sum", type.md5());
    if (!type.definition().isEmpty()) {
      header.put("message_definition", type.definition());
    }
    header.put("tcp_nodelay", "1");
    opened.getOutputStream().write(TcpRosHeader.encode(header));
    Map<String, String> reply = TcpRosHeader.read(new DeadlineInput(opened, deadlineNanos));
    if (reply.containsKey("error")) {
      throw new IOException("the publisher refuses: " + reply.get("error"));
    }
    connectedType = type.ofPublisher(reply);
    latching = "1".equals(reply.get("latching"));
  }

  private void readFrom(SocketChannel opened) throws IOException {
    try (opened;
        MessageReader reader =
            new MessageReader(
                opened, input.node().config().getMaxMessageBytes(), FramePool.PROCESS)) {
      connected = true;
      while (true) {
        ByteBuffer bytes = reader.next();
        bytesReceived.addAndGet(Integer.BYTES + (long) bytes.remaining());
        M message = connectedType.decode(bytes);
        if (latching) {
          latched = message;
        }
        input.deliver(message);
      }
    }
  }

  /** The master names the publisher: a link that waits tries at once. */
  void listed() {
    synchronized (state) {
      endsWithConnection = false;
      if (!connected) {
        retryNow = true;
        state.notifyAll();
      }
    }
  }

  /**
   * The master may be a new one that does not know the publisher: a link that stands stays while it
   * holds.
   */
  void keepWithoutMaster() {
    synchronized (state) {
      endsWithConnection = connected;
    }
  }

  /**
   * The master does not name the publisher. A link that stands is left some time to read what is on
   * its way; says whether the link is closed.
   */
  boolean unlisted() {
    synchronized (state) {
      if (connected) {
        if (!endsWithConnection) {
          endsWithConnection = true;
          Threads.startDaemon(input.node().threadName("drain-" + input.topic()), this::drain);
        }
        return false;
      }
    }
    close();
    return true;
  }

  private void drain() {
    Threads.join(thread, DRAIN_MILLIS);
    if (endsWithConnection()) {
      close();
    }
  }

  /** Whether nobody would name the publisher again once the connection has ended. */
  boolean endsWithConnection() {
    synchronized (state) {
      return endsWithConnection;
    }
  }

  void close() {
    synchronized (state) {
      closed = true;
      state.notifyAll();
      if (channel != null) {
        Sockets.closeQuietly(channel);
      }
    }
  }

  void join() {
    Threads.join(thread, 1000);
  }
}
