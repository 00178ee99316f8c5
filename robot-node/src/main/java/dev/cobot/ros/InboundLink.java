package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.WireType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
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
  private static final int FIRST_BUFFER_BYTES = 64 << 10;

  private final TopicInput<M> input;
  private final URI publisher;
  private final int id;
  private final Object state = new Object();
  private Thread thread;
  private Socket socket;
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
    while (!isClosed()) {
      long begun = System.nanoTime();
      try {
        readFrom(connect());
      } catch (IOException | IllegalArgumentException e) {
        String trouble = String.valueOf(e.getMessage());
        if (!isClosed() && !trouble.equals(lastTrouble)) {
          log.info(
              "{}: no link to the publisher {}, trying again: {}",
              input.topic(),
              publisher,
              trouble);
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

  private Socket connect() throws IOException {
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
      throw new IOException(
          "requestTopic was answered by " + reply.code() + " '" + reply.status() + "'");
    }
    Socket opened = new Socket();
    synchronized (state) {
      socket = opened;
      if (closed) {
        opened.close();
        throw new IOException("closed");
      }
    }
    try {
      opened.setTcpNoDelay(true);
      opened.setKeepAlive(true);
      opened.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      opened.setSoTimeout((int) timeout.toMillis());
      handshake(opened);
      opened.setSoTimeout(0);
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void handshake(Socket opened) throws IOException {
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
    Map<String, String> reply = TcpRosHeader.read(opened.getInputStream());
    if (reply.containsKey("error")) {
      throw new IOException("the publisher refuses: " + reply.get("error"));
    }
    connectedType = type.ofPublisher(reply);
    latching = "1".equals(reply.get("latching"));
  }

  private void readFrom(Socket opened) throws IOException {
    try (opened;
        DataInputStream in =
            new DataInputStream(
                new BufferedInputStream(opened.getInputStream(), FIRST_BUFFER_BYTES))) {
      connected = true;
      byte[] buffer = new byte[FIRST_BUFFER_BYTES];
      int maxBytes = input.node().config().getMaxMessageBytes();
      while (true) {
        int length = Integer.reverseBytes(in.readInt());
        if (!(length >= 0 && length <= maxBytes)) {
          throw new IOException(
              "a message announces "
                  + Integer.toUnsignedLong(length)
                  + " bytes, allowed is up to "
                  + maxBytes
                  + " (NodeConfiguration.setMaxMessageBytes)");
        }
        buffer = readMessage(in, buffer, length);
        bytesReceived.addAndGet(Integer.BYTES + (long) length);
        M message = connectedType.decode(ByteBuffer.wrap(buffer, 0, length));
        if (latching) {
          latched = message;
        }
        input.deliver(message);
      }
    }
  }

  /**
   * Fills the buffer, which grows with the bytes that come and not with those that were announced.
   */
  private static byte[] readMessage(DataInputStream in, byte[] buffer, int length)
      throws IOException {
    byte[] grown = buffer;
    int filled = 0;
    while (filled < length) {
      if (filled == grown.length) {
        grown = Arrays.copyOf(grown, (int) Math.min(length, grown.length * 2L));
      }
      int want = Math.min(grown.length, length) - filled;
      in.readFully(grown, filled, want);
      filled += want;
    }
    return grown;
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
      if (socket != null) {
        Sockets.closeQuietly(socket);
      }
    }
  }

  void join() {
    Threads.join(thread, 1000);
  }
}
