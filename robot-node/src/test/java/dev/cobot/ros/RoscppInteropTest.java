package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.bench.RoscppPeer;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.ros.message.EmptyMessage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolRequest;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our nodes against nodes of Debian's roscpp and rospy, both ways; see src/bench/ros. */
@Timeout(300)
class RoscppInteropTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int IMAGE_BYTES = 640 * 480 * 3;

  private static String peer;
  private static String python;

  @TempDir private Path home;
  private RosCore master;
  private ConnectedNode node;
  private DebianRos ros;

  @BeforeAll
  static void build() throws Exception {
    peer = RoscppPeer.build(ProjectHome.resolve(".")).toString();
    python = ProjectHome.resolve("robot-node/src/bench/ros/peer.py").toString();
  }

  @BeforeEach
  void start() throws RosException {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
    node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate().setNodeName("cobot").setMasterUri(master.getUri()));
  }

  @AfterEach
  void stop() {
    ros.close();
    node.close();
    master.close();
  }

  @Test
  @InteropCase("roscpp hears all our messages in their order")
  void roscppHearsUsInOrder() throws Exception {
    Process listener = ros.start(peer, "listen", "500");
    Publisher<StringMessage> publisher =
        node.newPublisher("/chatter", StringMessage.class, PublisherOptions.queue(1000));
    assertTrue(publisher.awaitSubscriber(LONG), () -> ros.output(listener));
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      publisher.publish(new StringMessage("grüß " + i));
      expected.append("grüß ").append(i).append('\n');
    }
    assertEquals(expected.toString(), ros.finish(listener));
    LoopbackTest.await("its end is noticed", () -> publisher.getNumberOfSubscribers() == 0);
    assertEquals(0, publisher.getDroppedCount());
  }

  @Test
  @InteropCase({
    "roscpp gets our latched message",
    "roscpp asks for tcp_nodelay and gets small messages at once"
  })
  void roscppGetsTheLatchedMessageAndSmallMessagesAtOnce() throws Exception {
    Publisher<StringMessage> publisher =
        node.newPublisher("/chatter", StringMessage.class, PublisherOptions.latched(1));
    publisher.publish(new StringMessage("kept"));
    Process listener = ros.start(peer, "listen", "2");
    assertTrue(publisher.awaitSubscriber(LONG), () -> ros.output(listener));
    OutboundLink link = publisher.links().get(0);
    assertTrue(link.channel().getOption(StandardSocketOptions.TCP_NODELAY));
    assertTrue(link.subscriber().startsWith("/roscpp_peer_"), link.subscriber());
    LoopbackTest.await("it came", () -> ros.output(listener).equals("kept\n"));
    publisher.publish(new StringMessage("new"));
    assertEquals("kept\nnew\n", ros.finish(listener));
  }

  @Test
  @InteropCase({"we hear roscpp", "we get the latched message of roscpp"})
  void weHearRoscppAndItsLatchedMessage() throws Exception {
    ros.start(peer, "talk");
    BlockingQueue<StringMessage> chatter = new LinkedBlockingQueue<>();
    BlockingQueue<StringMessage> latched = new LinkedBlockingQueue<>();
    node.newSubscriber("/chatter", StringMessage.class).addMessageListener(chatter::add, 1000);
    int first = Integer.parseInt(take(chatter));
    for (int i = 1; i < 50; i++) {
      assertEquals(first + i, Integer.parseInt(take(chatter)));
    }
    node.newSubscriber("/latched", StringMessage.class).addMessageListener(latched::add, 1);
    assertEquals("kept", take(latched));
    BlockingQueue<StringMessage> later = new LinkedBlockingQueue<>();
    node.newSubscriber("/latched", StringMessage.class).addMessageListener(later::add, 1);
    assertEquals("kept", take(later));
  }

  private static String take(BlockingQueue<StringMessage> queue) throws InterruptedException {
    StringMessage message = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    return message == null ? "nothing came" : message.data();
  }

  @Test
  @InteropCase("a killed roscpp publisher is heard again when it is back")
  void aKilledRoscppPublisherIsHeardAgainWhenItIsBack() throws Exception {
    BlockingQueue<StringMessage> chatter = new LinkedBlockingQueue<>();
    Subscriber<?> subscriber =
        node.newSubscriber("/chatter", StringMessage.class).addMessageListener(chatter::add, 1000);
    Process talker = ros.start(peer, "talk");
    Integer.parseInt(take(chatter));
    talker.destroyForcibly().waitFor();
    LoopbackTest.await("the link is down", () -> subscriber.getNumberOfPublishers() == 0);
    chatter.clear();
    ros.start(peer, "talk");
    Integer.parseInt(take(chatter));
  }

  @Test
  @InteropCase("a killed roscpp subscriber is forgotten")
  void aKilledRoscppSubscriberIsForgotten() throws Exception {
    Publisher<StringMessage> publisher =
        node.newPublisher("/chatter", StringMessage.class, PublisherOptions.DEFAULT);
    Process listener = ros.start(peer, "listen", "1000000");
    assertTrue(publisher.awaitSubscriber(LONG), () -> ros.output(listener));
    listener.destroyForcibly().waitFor();
    // Without a message to send.
    LoopbackTest.await("its end is noticed", () -> publisher.getNumberOfSubscribers() == 0);
  }

  @Test
  @InteropCase("we call services of roscpp, and are told their errors")
  void weCallServicesOfRoscpp() throws Exception {
    ros.start(peer, "serve");
    ServiceClient<SetBoolRequest, SetBoolResponse> toggle =
        node.newServiceClient("/switch", ServiceType.SET_BOOL);
    ServiceClient<TriggerRequest, TriggerResponse> count =
        node.newServiceClient("/count", ServiceType.TRIGGER);
    LoopbackTest.await("it offers both", () -> isThere(toggle) && isThere(count));
    assertEquals(
        new SetBoolResponse(true, "on"), toggle.callAndWait(new SetBoolRequest(true), LONG));
    assertEquals(
        new SetBoolResponse(true, "off"), toggle.callAndWait(new SetBoolRequest(false), LONG));
    assertEquals("1", count.callAndWait(new TriggerRequest(), LONG).message());
    assertEquals("2", count.callAndWait(new TriggerRequest(), LONG).message());
    RosException error =
        assertThrows(RosException.class, () -> count.callAndWait(new TriggerRequest(), LONG));
    assertTrue(error.getMessage().contains("the call failed"), error.getMessage());
    assertEquals("4", count.callAndWait(new TriggerRequest(), LONG).message());
  }

  @Test
  @InteropCase({
    "we call roscpp over one kept connection",
    "we call rospy over one kept connection"
  })
  void weCallServicesOfRoscppAndRospyOverOneConnection() throws Exception {
    for (String[] server :
        List.of(new String[] {peer, "serve"}, new String[] {"/usr/bin/python3", python, "serve"})) {
      try (ServiceClient<TriggerRequest, TriggerResponse> count =
          node.newPersistentServiceClient("/count", ServiceType.TRIGGER)) {
        Process first = offer(server);
        assertEquals("1", count.callAndWait(new TriggerRequest(), LONG).message());
        assertEquals("2", count.callAndWait(new TriggerRequest(), LONG).message());
        RosException error =
            assertThrows(RosException.class, () -> count.callAndWait(new TriggerRequest(), LONG));
        assertTrue(error.getMessage().contains("the call failed"), error.getMessage());
        // The connection outlives a call that failed.
        assertEquals("4", count.callAndWait(new TriggerRequest(), LONG).message());
        assertEquals(1, connectionsTo(uriOf("/count")));
        // A service that comes back is called again, and no call is made twice.
        first.destroyForcibly().waitFor();
        Process second = offer(server);
        assertEquals("1", count.callAndWait(new TriggerRequest(), LONG).message());
        second.destroyForcibly().waitFor();
      }
    }
  }

  /** Starts a server and waits until the master names it, and no longer one that was killed. */
  private Process offer(String... server) throws InterruptedException {
    String before = uriOf("/count");
    Process process = ros.start(server);
    LoopbackTest.await("it is offered", () -> !uriOf("/count").equals(before));
    return process;
  }

  private String uriOf(String service) {
    return node.lookupServiceUri(service).map(URI::toString).orElse("");
  }

  /** Established connections to a port, by what the kernel says of the servers' ends. */
  private static long connectionsTo(String uri) throws IOException {
    String port = String.format(Locale.ROOT, ":%04X", URI.create(uri).getPort());
    return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
        .map(line -> line.strip().split(" +"))
        .filter(columns -> columns[1].endsWith(port) && columns[3].equals("01"))
        .count();
  }

  private static boolean isThere(ServiceClient<?, ?> client) {
    try {
      return client.isAvailable();
    } catch (RosException e) {
      return false;
    }
  }

  /** The peer waits for the service by a probe, then calls it over a connection that it keeps. */
  @Test
  @InteropCase({
    "roscpp calls us over a persistent connection",
    "roscpp calls us over single connections"
  })
  void roscppCallsUsOverPersistentAndSingleConnections() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    node.newServiceServer(
        "/count",
        ServiceType.TRIGGER,
        request -> {
          if (calls.incrementAndGet() == 3) {
            throw new IllegalStateException("the third fails");
          }
          return new TriggerResponse(true, "" + calls.get());
        });
    String answers = ros.run(peer, "call", "5");
    assertEquals(
        List.of("1", "2", "failed", "4", "5", "6"),
        answers.lines().filter(line -> line.matches("\\d+|failed")).toList(),
        answers);
  }

  @Test
  @InteropCase("roscpp reads our parameters, and we those of roscpp")
  void parametersGoBothWays() throws Exception {
    ParameterTree params = node.getParameterTree();
    params.set("/ours/text", "a <b> & \"c\"");
    params.set("/ours/number", -7);
    params.set("/ours/flag", true);
    params.set("/ours/real", 0.125);
    assertEquals("all a <b> & \"c\" -7 1 0.125 0", ros.run(peer, "parameters").strip());
    assertEquals(12.5, params.getDouble("/peer/rate"));
    assertEquals(List.of("a", "b"), params.get("/peer/names").orElseThrow());
  }

  @Test
  @InteropCase("roscpp takes our pictures whole")
  void roscppTakesOurImages() throws Exception {
    ros.finish(sendImages(ros.start(peer, "sink", "10", "50")));
  }

  @Test
  @InteropCase("rospy takes our pictures whole")
  void rospyTakesOurImages() throws Exception {
    ros.finish(sendImages(ros.start("/usr/bin/python3", python, "sink", "10", "50")));
  }

  /** One image for each acknowledgement; the sink checks size and last byte. */
  private Process sendImages(Process sink) throws Exception {
    Publisher<Image> images = node.newPublisher("/image", Image.class, PublisherOptions.queue(2));
    byte[] pixels = new byte[IMAGE_BYTES];
    Arrays.fill(pixels, (byte) 7);
    Image image =
        new Image(
            new Header(0, node.getCurrentTime(), "camera"),
            480,
            640,
            "rgb8",
            (byte) 0,
            1920,
            pixels);
    CountDownLatch begun = new CountDownLatch(1);
    Subscriber<?> acknowledged =
        node.newSubscriber("/ack", EmptyMessage.class)
            .addMessageListener(
                ack -> {
                  begun.countDown();
                  images.publish(image);
                },
                100);
    assertTrue(images.awaitSubscriber(LONG), () -> ros.output(sink));
    LoopbackTest.await("it acknowledges", () -> acknowledged.getNumberOfPublishers() == 1);
    // Again when nothing comes back: rospy counts as connected before it sends to us.
    do {
      images.publish(image);
    } while (!begun.await(2, TimeUnit.SECONDS));
    return sink;
  }

  @Test
  @InteropCase("we take pictures of roscpp whole")
  void weTakeImagesOfRoscpp() throws Exception {
    ros.start(peer, "source", "3");
    takeImages();
  }

  @Test
  @InteropCase("we take pictures of rospy whole")
  void weTakeImagesOfRospy() throws Exception {
    ros.start("/usr/bin/python3", python, "source", "3");
    takeImages();
  }

  private void takeImages() throws Exception {
    Publisher<EmptyMessage> acks =
        node.newPublisher("/ack", EmptyMessage.class, PublisherOptions.queue(100));
    BlockingQueue<Image> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/image", Image.class)
        .addMessageListener(
            image -> {
              got.add(image);
              acks.publish(new EmptyMessage());
            },
            10);
    byte[] expected = new byte[IMAGE_BYTES];
    Arrays.fill(expected, (byte) 7);
    Image first = got.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    for (int i = 0; i < 50; i++) {
      Image next = got.poll(LONG.toSeconds(), TimeUnit.SECONDS);
      assertEquals("camera_optical", next.header().frameId());
      assertEquals(640, next.width());
      assertTrue(Arrays.equals(expected, next.data()), "image " + i + " is damaged");
    }
    // The reader's buffers are used again; what a listener kept is its own.
    assertTrue(Arrays.equals(expected, first.data()));
  }

  @Test
  @InteropCase("roscpp and rospy send back what we sent")
  void roscppAndRospyEchoWhatWeSend() throws Exception {
    for (List<String> echo :
        List.of(List.of(peer, "echo"), List.of("/usr/bin/python3", python, "echo"))) {
      Process process = ros.start(echo.toArray(String[]::new));
      BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
      try (Publisher<StringMessage> ping =
              node.newPublisher("/ping", StringMessage.class, PublisherOptions.DEFAULT);
          Subscriber<?> pong =
              node.newSubscriber("/pong", StringMessage.class).addMessageListener(got::add, 10)) {
        assertTrue(ping.awaitSubscriber(LONG), () -> ros.output(process));
        LoopbackTest.await("it answers", () -> pong.getNumberOfPublishers() == 1);
        do {
          ping.publish(new StringMessage("begin"));
        } while (got.poll(2, TimeUnit.SECONDS) == null);
        for (int i = 0; i < 20; i++) {
          ping.publish(new StringMessage("n" + i));
          String answer = take(got);
          while (answer.equals("begin")) {
            answer = take(got);
          }
          assertEquals("n" + i, answer);
        }
      }
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  @InteropCase("a rosmaster that was killed knows us again within five seconds")
  void debiansMasterThatWasKilledKnowsUsAgainWithinFiveSeconds() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    try (DebianRos other = new DebianRos(uri, home)) {
      Process first = other.start("rosmaster", "--core", "-p", Integer.toString(port));
      DebianRosInteropTest.awaitListening(port);
      // With the periods that a user gets by default.
      try (ConnectedNode guest =
          ConnectedNode.connect(
              NodeConfiguration.newPrivate().setNodeName("guest").setMasterUri(uri))) {
        guest.newPublisher("/p", StringMessage.class, PublisherOptions.DEFAULT);
        guest.newSubscriber("/s", StringMessage.class).addMessageListener(message -> {}, 1);
        guest.newServiceServer("/v", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
        first.destroyForcibly().waitFor();
        other.start("rosmaster", "--core", "-p", Integer.toString(port));
        DebianRosInteropTest.awaitListening(port);
        long begun = System.nanoTime();
        String state = "";
        while (!(state.contains("/p, [/guest]")
            && state.contains("/s, [/guest]")
            && state.contains("/v, [/guest]")
            && state.contains("/rosout, [/guest]"))) {
          assertTrue(System.nanoTime() - begun < 5_000_000_000L, "after 5 s only " + state);
          TimeUnit.MILLISECONDS.sleep(20);
          state = String.valueOf(XmlRpcClient.call(uri, LONG, "getSystemState", "/test").value());
        }
      }
    }
  }
}
