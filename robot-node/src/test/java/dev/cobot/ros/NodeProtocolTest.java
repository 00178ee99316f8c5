package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerResponse;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A node as peers see it that speak the protocol by hand, well or badly. */
@Timeout(240)
class NodeProtocolTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final MessageType<StringMessage> TEXT = MessageType.of(StringMessage.class);

  private RosCore master;
  private ConnectedNode node;

  @BeforeEach
  void start() throws RosException {
    master = RosCore.start(LOOPBACK);
    node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri())
                .setNodeName("node")
                .setMaxMessageBytes(1000));
  }

  @AfterEach
  void stop() {
    node.close();
    master.close();
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.tcpRosPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private Map<String, String> introduce(Socket socket, Map<String, String> header)
      throws IOException {
    socket.getOutputStream().write(TcpRosHeader.encode(header));
    return TcpRosHeader.read(socket.getInputStream());
  }

  private String refusal(Map<String, String> header) throws IOException {
    try (Socket socket = dial()) {
      Map<String, String> answer = introduce(socket, header);
      assertEquals(List.of("error"), List.copyOf(answer.keySet()));
      assertEquals(-1, socket.getInputStream().read(), "the node closes after a refusal");
      return answer.get("error");
    }
  }

  private Object ask(String method, Object... args) throws IOException {
    return XmlRpcClient.call(node.getUri(), LONG, method, args).value();
  }

  /** What a link tells of its trouble. */
  private static List<String> warnings(ListAppender<ILoggingEvent> told) {
    return List.copyOf(told.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void aMessageBeyondTheLimitIsToldOnceByTopicAndSize() throws Exception {
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger(InboundLink.class);
    told.list = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    told.start();
    log.addAppender(told);
    try (ConnectedNode talker =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("talker"))) {
      BlockingQueue<String> got = new LinkedBlockingQueue<>();
      node.newSubscriber("/large", StringMessage.class)
          .addMessageListener(message -> got.add(message.data()));
      Publisher<StringMessage> publisher = talker.newPublisher("/large", StringMessage.class);
      for (int i = 0; i < 3; i++) {
        LoopbackTest.await("the subscriber comes", publisher::hasSubscribers);
        publisher.publish(new StringMessage("x".repeat(2000)));
        LoopbackTest.await("the subscriber goes", () -> !publisher.hasSubscribers());
      }
      LoopbackTest.await("the subscriber comes", publisher::hasSubscribers);
      publisher.publish(new StringMessage("small"));
      assertEquals("small", got.poll(60, TimeUnit.SECONDS));
      List<String> warnings = warnings(told);
      assertEquals(1, warnings.size(), warnings::toString);
      assertTrue(
          warnings.get(0).contains("/large: nothing is read")
              && warnings.get(0).contains("2004 bytes, the limit is 1000"),
          warnings::toString);
    } finally {
      log.detachAppender(told);
    }
  }

  @Test
  void wildcardsAreAnsweredWithTheRealType() throws Exception {
    Publisher<StringMessage> publisher =
        node.newPublisher("/t", StringMessage.class, PublisherOptions.latched(1));
    publisher.publish(new StringMessage("kept"));
    try (Socket socket = dial()) {
      Map<String, String> answer =
          introduce(socket, Map.of("callerid", "/x", "topic", "/t", "type", "*", "md5sum", "*"));
      assertEquals("std_msgs/String", answer.get("type"));
      assertEquals(TEXT.md5(), answer.get("md5sum"));
      assertEquals("string data\n", answer.get("message_definition"));
      assertEquals("/node", answer.get("callerid"));
      assertEquals("1", answer.get("latching"));
      assertEquals(
          "08000000040000006b657074",
          HexFormat.of().formatHex(socket.getInputStream().readNBytes(12)));
    }
    LoopbackTest.await(
        "the subscriber's end is noticed", () -> publisher.getNumberOfSubscribers() == 0);
  }

  @Test
  void whatDoesNotFitIsRefusedWithAReason() throws Exception {
    node.newPublisher("/t", StringMessage.class, PublisherOptions.DEFAULT);
    node.newServiceServer("/s", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
    assertTrue(refusal(Map.of("topic", "/none", "md5sum", "*")).contains("offers no topic /none"));
    assertTrue(refusal(Map.of("service", "/none", "md5sum", "*")).contains("no service /none"));
    assertTrue(refusal(Map.of("callerid", "/x")).contains("neither a topic nor a service"));
    assertTrue(
        refusal(Map.of("topic", "/t", "type", "std_msgs/Bool", "md5sum", TEXT.md5()))
            .contains("not std_msgs/Bool"));
    assertTrue(
        refusal(Map.of("topic", "/t", "type", "std_msgs/String", "md5sum", "0"))
            .contains("has the md5sum " + TEXT.md5()));
    assertTrue(refusal(Map.of("service", "/s", "md5sum", "0")).contains("not '0'"));
  }

  @Test
  void servicesAnswerProbesAndPersistentClients() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    node.newServiceServer(
        "/s",
        ServiceType.TRIGGER,
        request -> new TriggerResponse(true, "" + calls.incrementAndGet()));
    try (Socket socket = dial()) {
      Map<String, String> answer =
          introduce(socket, Map.of("service", "/s", "md5sum", "*", "probe", "1"));
      assertEquals("std_srvs/Trigger", answer.get("type"));
      assertEquals(-1, socket.getInputStream().read());
    }
    try (Socket socket = dial()) {
      introduce(socket, Map.of("service", "/s", "md5sum", "*", "persistent", "1"));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 1; i <= 2; i++) {
        socket.getOutputStream().write(new byte[4]);
        assertEquals(1, in.read());
        byte[] body = ServiceServer.readBlock(in, 100);
        assertEquals("" + i, new String(body, 5, 1, StandardCharsets.UTF_8));
      }
    }
    try (Socket socket = dial()) {
      introduce(socket, Map.of("service", "/s", "md5sum", "*"));
      socket.getOutputStream().write(new byte[] {1, 0, 0, 0, 7});
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertEquals(0, in.read(), "a malformed request is answered as failed");
      String reason = new String(ServiceServer.readBlock(in, 1000), StandardCharsets.UTF_8);
      assertTrue(reason.contains("left over"), reason);
    }
    assertEquals(2, calls.get());
  }

  @Test
  void garbageEndsTheConnectionAndNothingElse() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      try (Socket socket = dial()) {
        socket.getOutputStream().write(garbage);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (SocketException e) {
        assertTrue(
            e.getMessage().contains("reset") || e.getMessage().contains("pipe"), e.getMessage());
      }
    }
    assertEquals((int) ProcessHandle.current().pid(), ask("getPid", "/x"));
  }

  @Test
  void aBadPublisherIsDroppedAndTriedAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    List<byte[]> behaviours =
        List.of(
            new byte[] {-1, -1, -1, 127},
            new byte[] {5, 0, 0, 0, 9, 0, 0, 0, 'x'},
            new byte[] {-24, 3, 0, 0, 1},
            TEXT.encodeFrame(new StringMessage("well")));
    SocketAcceptor bad =
        SocketAcceptor.open(
            LOOPBACK,
            "ros-test-bad",
            10,
            socket -> {
              TcpRosHeader.read(socket.getInputStream());
              OutputStream out = socket.getOutputStream();
              out.write(
                  TcpRosHeader.encode(
                      Map.of("type", TEXT.name(), "md5sum", TEXT.md5(), "callerid", "/bad")));
              int i = Math.min(connections.getAndIncrement(), behaviours.size() - 1);
              out.write(behaviours.get(i));
              if (i == 2) {
                return;
              }
              socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            });
    XmlRpcServer slave =
        new XmlRpcServer(
            LOOPBACK,
            "ros-test-slave",
            (method, params) -> List.of(1, "", List.of("TCPROS", "127.0.0.1", bad.port())));
    try {
      XmlRpcClient.call(
          master.getUri(),
          LONG,
          "registerPublisher",
          "/bad",
          "/t",
          TEXT.name(),
          "http://127.0.0.1:" + slave.port() + "/");
      BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
      node.newSubscriber("/t", StringMessage.class).addMessageListener(got::add, 10);
      assertEquals(new StringMessage("well"), got.poll(60, TimeUnit.SECONDS));
      assertEquals(4, connections.get());
    } finally {
      slave.close();
      bad.close();
    }
  }

  @Test
  void theSlaveApiTellsWhatTheNodeDoes() throws Exception {
    Publisher<StringMessage> publisher =
        node.newPublisher("/t", StringMessage.class, PublisherOptions.DEFAULT);
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/t", StringMessage.class).addMessageListener(got::add, 10);
    assertTrue(publisher.awaitSubscriber(LONG));
    publisher.publish(new StringMessage("x"));
    assertEquals(new StringMessage("x"), got.poll(60, TimeUnit.SECONDS));
    assertTrue(((List<?>) ask("getPublications", "/x")).contains(List.of("/t", "std_msgs/String")));
    assertEquals(List.of(List.of("/t", "std_msgs/String")), ask("getSubscriptions", "/x"));
    assertEquals(
        List.of("TCPROS", "127.0.0.1", node.tcpRosPort()),
        ask("requestTopic", "/x", "/t", List.of(List.of("UDPROS", 1), List.of("TCPROS"))));
    assertEquals(
        0, XmlRpcClient.call(node.getUri(), LONG, "requestTopic", "/x", "/t", List.of()).code());
    assertEquals(
        -1,
        XmlRpcClient.call(
                node.getUri(), LONG, "requestTopic", "/x", "/none", List.of(List.of("TCPROS")))
            .code());
    assertEquals(
        -1, XmlRpcClient.call(node.getUri(), LONG, "paramUpdate", "/master", "/p/", 1).code());
    assertEquals(master.getUri().toString(), ask("getMasterUri", "/x"));
    List<?> bus = (List<?>) ask("getBusInfo", "/x");
    assertEquals(2, bus.size(), bus::toString);
    assertEquals(List.of("/node", "o", "TCPROS", "/t", true), ((List<?>) bus.get(0)).subList(1, 6));
    assertEquals(
        List.of(node.getUri().toString(), "i", "TCPROS", "/t", true),
        ((List<?>) bus.get(1)).subList(1, 6));
    List<?> stats = (List<?>) ask("getBusStats", "/x");
    assertTrue(stats.get(1).toString().contains("/t, [["), stats::toString);
  }

  @Test
  void closingSendsWhatIsQueued() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/t", StringMessage.class).addMessageListener(got::add, 1000);
    ConnectedNode brief =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("brief"));
    Publisher<StringMessage> publisher =
        brief.newPublisher("/t", StringMessage.class, PublisherOptions.queue(1000));
    assertTrue(publisher.awaitSubscriber(LONG));
    for (int i = 0; i < 500; i++) {
      publisher.publish(new StringMessage("" + i));
    }
    brief.close();
    publisher.publish(new StringMessage("too late"));
    for (int i = 0; i < 500; i++) {
      StringMessage message = got.poll(60, TimeUnit.SECONDS);
      assertEquals(new StringMessage("" + i), message);
    }
    assertTrue(got.isEmpty());
    assertFalse(
        XmlRpcClient.call(master.getUri(), LONG, "lookupNode", "/x", "/brief").ok(),
        "a closed node is unknown");
  }

  @Test
  void aSlowSubscriberLosesTheOldest() throws Exception {
    BoundedQueue<Integer> queue = new BoundedQueue<>(QueueRule.dropOldest(2));
    for (int i = 0; i < 5; i++) {
      queue.offer(i);
    }
    assertEquals(3, queue.dropped());
    queue.close();
    queue.offer(9);
    assertEquals(3, queue.take());
    assertEquals(4, queue.take());
    assertEquals(null, queue.take());
  }
}
