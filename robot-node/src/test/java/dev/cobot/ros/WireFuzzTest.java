package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cobot.ros.message.ColorRGBA;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.DiagnosticStatus;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.JointTrajectoryPoint;
import dev.cobot.ros.message.KeyValue;
import dev.cobot.ros.message.Marker;
import dev.cobot.ros.message.MarkerArray;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.Point;
import dev.cobot.ros.message.Pose;
import dev.cobot.ros.message.PoseStamped;
import dev.cobot.ros.message.QuaternionMessage;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.Vector3Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged bytes into the readers of the wire: some thousand, or as many of a kind as {@code
 * cobot.fuzz.headers}, {@code cobot.fuzz.messages} and {@code cobot.fuzz.xmlrpc} say. Each input
 * gives a value or a checked error, soon, and costs no more memory than its size allows.
 */
@Timeout(1800)
class WireFuzzTest {
  private static final int HEADERS = Integer.getInteger("cobot.fuzz.headers", 8_000);

  /** Half of them alone, half of them in streams. */
  private static final int MESSAGE_INPUTS = Integer.getInteger("cobot.fuzz.messages", 16_000);

  /** Half of them calls, half of them responses. */
  private static final int BODIES = Integer.getInteger("cobot.fuzz.xmlrpc", 16_000);

  private static final int PEERS = 100;
  private static final Header HEADER = new Header(1, new RosTime(5, 6), "frame");
  private static final long MAX_NANOS = 5_000_000_000L;

  private static final List<RosMessage> MESSAGES =
      List.of(
          new Image(HEADER, 2, 2, "rgb8", (byte) 0, 6, new byte[12]),
          new JointState(
              HEADER, List.of("a", "b"), new double[2], new double[0], new double[] {1, 2}),
          new JointTrajectoryMessage(
              HEADER,
              List.of("a"),
              List.of(
                  new JointTrajectoryPoint(
                      new double[1],
                      new double[1],
                      new double[1],
                      new double[1],
                      RosDuration.ZERO))),
          new PoseStamped(HEADER, new Pose(new Point(1, 2, 3), new QuaternionMessage(0, 0, 0, 1))),
          new StringMessage("grüß dich"),
          new MarkerArray(
              List.of(
                  new Marker(
                      HEADER,
                      "ns",
                      1,
                      Marker.CUBE,
                      Marker.ADD,
                      new Pose(new Point(1, 2, 3), new QuaternionMessage(0, 0, 0, 1)),
                      new Vector3Message(1, 1, 1),
                      new ColorRGBA(1, 0, 0, 1),
                      RosDuration.ZERO,
                      true,
                      List.of(new Point(1, 2, 3)),
                      List.of(),
                      "text",
                      "",
                      false))),
          new DiagnosticArray(
              HEADER,
              List.of(
                  new DiagnosticStatus(
                      DiagnosticStatus.OK, "n", "m", "h", List.of(new KeyValue("k", "v"))))));

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Takes one input; a checked error is fine. */
  private interface Reader {
    void read(byte[] input) throws IOException;
  }

  /**
   * Feeds mutations to a reader.
   *
   * @param inputs how many
   * @param perByte bytes that may be allocated for a byte of the input
   * @param fixed bytes that may be allocated for any input
   */
  private void feed(
      int inputs, List<byte[]> valid, long seed, int perByte, int fixed, Reader reader) {
    Random random = new Random(seed);
    long thread = Thread.currentThread().getId();
    int refused = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = Mutations.of(valid.get(i % valid.size()), random);
      long limit = fixed + (long) perByte * input.length;
      long begun = System.nanoTime();
      long before = threads.getThreadAllocatedBytes(thread);
      if (!accepts(reader, input)) {
        refused++;
      }
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      if (allocated > limit) {
        // The first error of a kind builds its text's machinery; the second one must be cheap.
        before = threads.getThreadAllocatedBytes(thread);
        accepts(reader, input);
        allocated = threads.getThreadAllocatedBytes(thread) - before;
      }
      String what = "input " + i + " of " + input.length + " bytes";
      assertTrue(System.nanoTime() - begun < MAX_NANOS, what + " took long");
      assertTrue(allocated <= limit, what + " made " + allocated);
    }
    assertTrue(refused > inputs / 8, "mutations must hit: " + refused);
  }

  private static boolean accepts(Reader reader, byte[] input) {
    try {
      reader.read(input);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void headers() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("callerid", "/n");
    fields.put("topic", "/t");
    fields.put("md5sum", "*");
    fields.put("type", "a/B");
    fields.put("message_definition", "string data\n");
    feed(
        HEADERS,
        List.of(TcpRosHeader.encode(fields)),
        11,
        64,
        32 << 10,
        input -> TcpRosHeader.read(new ByteArrayInputStream(input)));
  }

  @Test
  void messages() {
    List<byte[]> valid = new ArrayList<>();
    MESSAGES.forEach(message -> valid.add(typeOf(message).encode(message)));
    feed(
        MESSAGE_INPUTS / 2,
        valid,
        3,
        256,
        32 << 10,
        input -> {
          IOException refusal = null;
          // As every type, as a peer may lie about what it sends.
          for (RosMessage message : MESSAGES) {
            try {
              MessageType<RosMessage> type = typeOf(message);
              // What was accepted can be sent on.
              type.encode(type.decode(ByteBuffer.wrap(input)));
              return;
            } catch (IOException e) {
              refusal = e;
            }
          }
          throw refusal;
        });
  }

  @SuppressWarnings("unchecked") // the type is that of the message
  private static MessageType<RosMessage> typeOf(RosMessage message) {
    return (MessageType<RosMessage>) MessageType.of(message.getClass());
  }

  @Test
  void streamsOfMessages() {
    MessageType<StringMessage> type = MessageType.of(StringMessage.class);
    ByteBuffer stream = ByteBuffer.allocate(200_000).order(ByteOrder.LITTLE_ENDIAN);
    stream.put(type.encodeFrame(new StringMessage("one")));
    stream.put(type.encodeFrame(new StringMessage("two")));
    byte[] small = new byte[stream.position()];
    stream.flip().get(small);
    feed(
        MESSAGE_INPUTS / 2,
        List.of(small),
        17,
        64,
        // The reader's buffer and the first one of a message that is announced as large.
        160 << 10,
        input -> {
          try (MessageReader reader =
              new MessageReader(
                  Channels.newChannel(new ByteArrayInputStream(input)),
                  64 << 20,
                  FramePool.PROCESS)) {
            while (true) {
              type.decode(reader.next());
            }
          }
        });
    assertEquals(0, FramePool.PROCESS.usedBytes());
  }

  @Test
  void calls() {
    byte[] valid =
        XmlRpc.encodeCall(
            "registerPublisher",
            List.of(
                "/n",
                1,
                true,
                2.5,
                List.of("a", Map.of("k", new byte[] {1, 2})),
                Map.of("s", List.of())));
    // The JDK's parser takes some hundred kilobytes of tables for each document.
    feed(BODIES / 2, List.of(valid), 7, 1024, 512 << 10, XmlRpc::decodeCall);
  }

  @Test
  void responses() {
    byte[] valid = XmlRpc.encodeResponse(List.of(1, "ready", List.of("TCPROS", "127.0.0.1", 4711)));
    byte[] fault = XmlRpc.encodeFault(1, "no such method");
    feed(BODIES / 2, List.of(valid, fault), 23, 1024, 512 << 10, XmlRpc::decodeResponse);
  }

  @Test
  void entitiesAreRefusedAndCostNothing() {
    StringBuilder bomb =
        new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      bomb.append("<!ENTITY a").append(i).append(" \"");
      bomb.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
    }
    String body =
        "<methodCall><methodName>getPid</methodName><params><param><value>%s</value></param>"
            + "</params></methodCall>";
    List<String> documents =
        List.of(
            bomb + "]>" + body.formatted("&a29;"),
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + body.formatted("&e;"),
            "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">"
                + body.formatted("x"),
            body.formatted("&undefined;"));
    long thread = Thread.currentThread().getId();
    for (String document : documents) {
      byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
      long before = threads.getThreadAllocatedBytes(thread);
      assertThrows(XmlRpcException.class, () -> XmlRpc.decodeCall(bytes), document);
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      assertTrue(allocated < 8 << 20, allocated + " bytes for " + document);
    }
  }

  @Test
  void announcedSizesAllocateNothing() throws IOException {
    // A message of 64 MiB is announced, five bytes come.
    byte[] lie = {0, 0, 0, 4, 1, 2, 3, 4, 5};
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    try (MessageReader reader =
        new MessageReader(
            Channels.newChannel(new ByteArrayInputStream(lie)), 64 << 20, FramePool.PROCESS)) {
      assertThrows(IOException.class, reader::next);
      assertTrue(FramePool.PROCESS.usedBytes() <= 64 << 10);
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(allocated < 256 << 10, "allocated " + allocated);
  }

  /** Whole sockets: what no reader alone shows, such as a connection that never ends. */
  @Test
  void mutatedPeersLeaveTheNodeAlive() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (RosCore master = RosCore.start(any);
        ConnectedNode node =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate()
                    .setNodeName("node")
                    .setMasterUri(master.getUri())
                    .setCallTimeout(Duration.ofSeconds(2)))) {
      Publisher<StringMessage> publisher =
          node.newPublisher("/t", StringMessage.class, PublisherOptions.latched(1));
      publisher.publish(new StringMessage("still here"));
      byte[] header =
          TcpRosHeader.encode(Map.of("callerid", "/n", "topic", "/t", "md5sum", "*", "type", "*"));
      byte[] call = XmlRpc.encodeCall("getPid", List.of("/n"));
      String head = "POST /RPC2 HTTP/1.1\r\nContent-Length: " + call.length + "\r\n\r\n";
      byte[] request =
          (head + new String(call, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
      Random random = new Random(29);
      for (int i = 0; i < PEERS; i++) {
        send(node.tcpRosPort(), Mutations.of(header, random));
        send(node.getUri().getPort(), Mutations.of(request, random));
        send(master.getUri().getPort(), Mutations.of(request, random));
      }
      LoopbackTest.await("all are gone", () -> publisher.getNumberOfSubscribers() == 0);
      assertTrue(
          XmlRpcClient.call(node.getUri(), Duration.ofSeconds(30), "getPid", "/n").ok(),
          "the node");
      assertTrue(
          XmlRpcClient.call(master.getUri(), Duration.ofSeconds(30), "getPid", "/n").ok(),
          "the master");
    }
  }

  private static void send(int port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      String text = String.valueOf(e.getMessage());
      assertTrue(text.contains("reset") || text.contains("pipe"), text);
    }
  }
}
