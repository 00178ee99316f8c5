package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What breaks on a robot: masters and peers that die, hang, crawl or vanish. */
@Timeout(600)
class FaultTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final MessageType<StringMessage> TEXT = MessageType.of(StringMessage.class);
  private static final byte[] PIXELS = new byte[640 * 480 * 3];

  private RosCore master;
  private ConnectedNode node;

  @BeforeEach
  void start() throws RosException {
    master = RosCore.start(LOOPBACK);
    node = ConnectedNode.connect(config("node"));
  }

  @AfterEach
  void stop() {
    node.close();
    master.close();
  }

  private NodeConfiguration config(String name) {
    return NodeConfiguration.newPrivate().setNodeName(name).setMasterUri(master.getUri());
  }

  private static Image image(int seq) {
    return new Image(
        new Header(seq, new RosTime(seq, 0), "camera"), 480, 640, "rgb8", (byte) 0, 1920, PIXELS);
  }

  /** A subscriber that speaks by hand and reads only when told to. */
  private SocketChannel subscribe(String topic) throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), node.tcpRosPort()));
    channel.socket().setSoTimeout(60_000);
    channel
        .socket()
        .getOutputStream()
        .write(
            TcpRosHeader.encode(
                Map.of("callerid", "/by_hand", "topic", topic, "type", "*", "md5sum", "*")));
    Map<String, String> answer = TcpRosHeader.read(channel.socket().getInputStream());
    assertFalse(answer.containsKey("error"), answer::toString);
    return channel;
  }

  @Test
  void aMasterThatIsRestartedKnowsEverythingWithinFiveSeconds() throws Exception {
    // With the periods that a user gets by default.
    node.newPublisher("/p", StringMessage.class, PublisherOptions.DEFAULT);
    node.newSubscriber("/s", StringMessage.class).addMessageListener(message -> {}, 1);
    node.newServiceServer("/v", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
    node.getParameterTree().addParameterListener("/k", value -> {});
    URI uri = master.getUri();
    master.close();
    TimeUnit.SECONDS.sleep(1);
    master = RosCore.start(new InetSocketAddress(LOOPBACK.getAddress(), uri.getPort()));
    long begun = System.nanoTime();
    List<Object> all =
        List.of(
            List.of(List.of("/p", List.of("/node")), List.of("/rosout", List.of("/node"))),
            List.of(List.of("/s", List.of("/node"))),
            List.of(
                List.of("/node/get_loggers", List.of("/node")),
                List.of("/node/set_logger_level", List.of("/node")),
                List.of("/v", List.of("/node"))));
    List<?> state = List.of();
    while (!sorted(state).equals(sorted(all))) {
      assertTrue(
          System.nanoTime() - begun < 5_000_000_000L, "after 5 s the master knows only " + state);
      TimeUnit.MILLISECONDS.sleep(20);
      state = (List<?>) XmlRpcClient.call(uri, LONG, "getSystemState", "/test").value();
    }
  }

  private static List<String> sorted(List<?> state) {
    return state.stream()
        .map(part -> ((List<?>) part).stream().map(String::valueOf).sorted().toList().toString())
        .toList();
  }

  @Test
  void aPublisherThatWasKilledAndCameBackIsHeardAgain() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/t", StringMessage.class).addMessageListener(got::add, 1000);
    for (int life = 0; life < 2; life++) {
      Process talker = talker();
      try {
        StringMessage message = got.poll(60, TimeUnit.SECONDS);
        assertTrue(message != null, "nothing came in life " + life);
      } finally {
        // No handler runs: neither node nor master is told anything.
        talker.destroyForcibly().waitFor();
      }
      LoopbackTest.await(
          "the link is down",
          () -> node.input("/t").links().stream().noneMatch(InboundLink::connected));
      got.clear();
    }
  }

  private Process talker() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Talker.class.getName(),
            master.getUri().toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Talks until it is killed. */
  static final class Talker {
    private Talker() {}

    public static void main(String[] args) throws Exception {
      ConnectedNode node =
          ConnectedNode.connect(
              NodeConfiguration.newPrivate()
                  .setNodeName("talker")
                  .setMasterUri(URI.create(args[0])));
      Publisher<StringMessage> publisher =
          node.newPublisher("/t", StringMessage.class, PublisherOptions.DEFAULT);
      while (true) {
        publisher.publish(new StringMessage("alive"));
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void aSubscriberThatStopsReadingHarmsNobodyAndItsDropsAreCounted() throws Exception {
    Publisher<Image> publisher =
        node.newPublisher("/image", Image.class, PublisherOptions.queue(3));
    AtomicInteger seen = new AtomicInteger();
    try (SocketChannel stuck = subscribe("/image");
        ConnectedNode quick = ConnectedNode.connect(config("quick"))) {
      quick
          .newSubscriber("/image", Image.class)
          .addMessageListener(image -> seen.incrementAndGet(), 10);
      LoopbackTest.await("both are there", () -> publisher.getNumberOfSubscribers() == 2);
      assertTrue(stuck.isOpen());
      long slowest = 0;
      long most = 0;
      for (int i = 1; i <= 100; i++) {
        long begun = System.nanoTime();
        publisher.publish(image(i));
        slowest = Math.max(slowest, System.nanoTime() - begun);
        int sent = i;
        LoopbackTest.await("the quick one has image " + sent, () -> seen.get() == sent);
        most = Math.max(most, FramePool.PROCESS.usedBytes());
      }
      assertEquals(100, seen.get());
      OutboundLink slow =
          publisher.links().stream()
              .filter(link -> link.subscriber().equals("/by_hand"))
              .findAny()
              .orElseThrow();
      // All but what fits the sockets' buffers, the one in progress and the queue.
      assertTrue(slow.dropped() > 70, "dropped " + slow.dropped());
      assertEquals(slow.dropped(), publisher.getDroppedCount());
      assertEquals(100, slow.dropped() + slow.messagesSent() + 1 + 3);
      assertTrue(most <= 8 << 20, "the frames of one stuck subscriber held " + most + " bytes");
      assertTrue(slowest < 5_000_000_000L, "publishing took " + slowest + " ns");
    }
    LoopbackTest.await("both are gone", () -> publisher.getNumberOfSubscribers() == 0);
    publisher.close();
    LoopbackTest.await("no frame is held", () -> FramePool.PROCESS.usedBytes() == 0);
  }

  @Test
  void eachQueueRuleHoldsForASubscriberThatStopsReading() throws Exception {
    int more = 10;
    for (QueueRule rule :
        List.of(QueueRule.dropOldest(3), QueueRule.dropNewest(3), QueueRule.latestOnly())) {
      try (Publisher<Image> publisher =
              node.newPublisher("/image", Image.class, PublisherOptions.queue(rule));
          SocketChannel slow = subscribe("/image");
          MessageReader reader = new MessageReader(slow, 1 << 20, FramePool.PROCESS)) {
        LoopbackTest.await("it is there", () -> publisher.getNumberOfSubscribers() == 1);
        OutboundLink link = publisher.links().get(0);
        int sent = 0;
        do {
          publisher.publish(image(++sent));
        } while (arrives(link, sent));
        for (int i = 1; i <= more; i++) {
          publisher.publish(image(sent + i));
        }
        assertEquals(more - rule.capacity(), publisher.getDroppedCount(), rule::toString);
        int skipped = rule.drop() == QueueRule.Drop.OLDEST ? more - rule.capacity() : 0;
        for (int seq = 1; seq <= sent + rule.capacity(); seq++) {
          int expected = seq <= sent ? seq : seq + skipped;
          Image got = MessageType.of(Image.class).decode(reader.next());
          assertEquals(expected, got.header().seq(), rule::toString);
        }
      }
    }
  }

  /** Small ones are written by who publishes, large ones by the loop. */
  @Test
  void messagesKeepTheirOrderWhateverTheirSize() throws Exception {
    int count = 20_000;
    AtomicInteger last = new AtomicInteger();
    AtomicReference<String> wrong = new AtomicReference<>();
    try (Publisher<Image> publisher =
        node.newPublisher(
            "/mixed", Image.class, PublisherOptions.queue(QueueRule.dropOldest(count)))) {
      node.newSubscriber("/mixed", Image.class)
          .addMessageListener(
              image -> {
                int before = last.getAndSet(image.header().seq());
                if (image.header().seq() != before + 1) {
                  wrong.compareAndSet(null, image.header().seq() + " after " + before);
                }
              },
              QueueRule.dropOldest(count));
      LoopbackTest.await("it is there", () -> publisher.getNumberOfSubscribers() == 1);
      byte[] large = new byte[FramePool.SMALL_BYTES];
      byte[] small = new byte[1];
      for (int seq = 1; seq <= count; seq++) {
        byte[] data = seq % 3 == 0 ? large : small;
        publisher.publish(
            new Image(
                new Header(seq, RosTime.ZERO, ""), 1, data.length, "mono8", (byte) 0, 1, data));
      }
      LoopbackTest.await("the last one came", () -> last.get() == count);
    }
    assertNull(wrong.get());
  }

  /** Whether the buffers of the sockets take so many messages; they are full after a second. */
  private static boolean arrives(OutboundLink link, int messages) throws InterruptedException {
    long bytes = -1;
    long changed = System.nanoTime();
    while (link.messagesSent() < messages) {
      if (link.bytesSent() != bytes) {
        bytes = link.bytesSent();
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > 1_000_000_000L) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return true;
  }

  @Test
  void aSubscriberThatTakesNothingForLongIsDisconnected() throws Exception {
    try (ConnectedNode strict =
        ConnectedNode.connect(config("strict").setStallTimeout(Duration.ofMillis(500)))) {
      Publisher<Image> publisher =
          strict.newPublisher("/image", Image.class, PublisherOptions.queue(1));
      AtomicInteger seen = new AtomicInteger();
      node.newSubscriber("/image", Image.class)
          .addMessageListener(image -> seen.incrementAndGet(), 10);
      assertTrue(publisher.awaitSubscriber(LONG));
      // A proxy that goes silent: the connection stands, nothing moves.
      try (SocketChannel silent =
          SocketChannel.open(new InetSocketAddress(LOOPBACK.getAddress(), strict.tcpRosPort()))) {
        silent
            .socket()
            .getOutputStream()
            .write(TcpRosHeader.encode(Map.of("topic", "/image", "md5sum", "*")));
        LoopbackTest.await("both are there", () -> publisher.getNumberOfSubscribers() == 2);
        long deadline = System.nanoTime() + LONG.toNanos();
        for (int i = 0; publisher.getNumberOfSubscribers() == 2; i++) {
          assertTrue(System.nanoTime() < deadline, "the silent one is still connected");
          publisher.publish(image(i));
          TimeUnit.MILLISECONDS.sleep(20);
        }
        int before = seen.get();
        publisher.publish(image(0));
        LoopbackTest.await("the other one still hears", () -> seen.get() > before);
      }
    }
  }

  @Test
  void silentAndSlowPeersAreCutOffWithinTheCallTimeout() throws Exception {
    try (ConnectedNode quick =
        ConnectedNode.connect(config("quick").setCallTimeout(Duration.ofMillis(400)))) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK.getAddress(), quick.tcpRosPort());
      // One that never says who it is.
      try (Socket mute = new Socket(address.getAddress(), address.getPort())) {
        mute.setSoTimeout(30_000);
        assertEquals(-1, mute.getInputStream().read());
      }
      // One that sends a byte of its header now and then.
      try (Socket drip = new Socket(address.getAddress(), address.getPort())) {
        drip.setSoTimeout(50);
        long begun = System.nanoTime();
        byte[] header = TcpRosHeader.encode(Map.of("topic", "/t", "md5sum", "*".repeat(5000)));
        int sent = 0;
        while (!ended(drip.getInputStream())) {
          try {
            drip.getOutputStream().write(header[sent++]);
          } catch (IOException e) {
            break; // reset by the node
          }
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertTrue(millis < 20_000, "the slow one was served for " + millis + " ms");
        assertTrue(sent < header.length);
      }
    }
  }

  /** XML-RPC has its deadlines over whole heads and bodies, whatever trickles in. */
  @Test
  void aSlowHttpSenderIsCutOff() throws Exception {
    String head = "POST / HTTP/1.1\r\nContent-Length: 10000\r\n\r\n";
    for (String prompt : List.of("", head)) {
      SocketAcceptor dripping =
          SocketAcceptor.open(
              LOOPBACK,
              "ros-test-drip",
              1,
              socket -> {
                socket.getOutputStream().write(prompt.getBytes(StandardCharsets.US_ASCII));
                while (true) {
                  socket.getOutputStream().write('x');
                  LockSupport.parkNanos(20_000_000);
                }
              });
      try (Socket socket = new Socket(LOOPBACK.getAddress(), dripping.port())) {
        HttpStream http = new HttpStream(socket);
        long deadline = System.nanoTime() + 300_000_000;
        assertThrows(
            SocketTimeoutException.class, () -> http.readBody(http.readHead(deadline), deadline));
        assertTrue(System.nanoTime() - deadline < 10_000_000_000L);
      } finally {
        dripping.close();
      }
    }
  }

  private static boolean ended(InputStream in) {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aPublisherThatNeverAnswersDoesNotHoldUpTheNode() throws Exception {
    // Accepts everything and says nothing, as a hung process does.
    SocketAcceptor hung =
        SocketAcceptor.open(
            LOOPBACK, "ros-test-hung", 10, socket -> socket.getInputStream().readAllBytes());
    try {
      XmlRpcClient.call(
          master.getUri(),
          LONG,
          "registerPublisher",
          "/hung",
          "/t",
          TEXT.name(),
          "http://127.0.0.1:" + hung.port() + "/");
      try (ConnectedNode reader = ConnectedNode.connect(config("reader"))) {
        BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
        reader.newSubscriber("/t", StringMessage.class).addMessageListener(got::add, 10);
        Publisher<StringMessage> publisher =
            node.newPublisher("/t", StringMessage.class, PublisherOptions.latched(1));
        publisher.publish(new StringMessage("heard"));
        assertEquals(new StringMessage("heard"), got.poll(60, TimeUnit.SECONDS));
      }
    } finally {
      hung.close();
    }
  }

  /** Dead hosts send nothing, so only the kernel's probes can find them. */
  @Test
  void bothEndsOfALinkAreProbed() throws Exception {
    Publisher<StringMessage> publisher =
        node.newPublisher("/t", StringMessage.class, PublisherOptions.DEFAULT);
    try (SocketChannel ours = SocketChannel.open()) {
      Sockets.prepare(ours);
      assertProbed(ours);
    }
    node.newSubscriber("/t", StringMessage.class).addMessageListener(message -> {}, 1);
    assertTrue(publisher.awaitSubscriber(LONG));
    assertProbed(publisher.links().get(0).channel());
  }

  private static void assertProbed(SocketChannel channel) throws IOException {
    assertTrue(channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
    assertTrue(channel.getOption(StandardSocketOptions.TCP_NODELAY));
    assertEquals(60, channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
    assertEquals(10, channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
    assertEquals(9, channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
  }

  /**
   * 100 cycles, each of two links, a call and a broken connection; {@code -Dcobot.cycles=10000} for
   * all that the bar asks for.
   */
  @Test
  @Timeout(3600)
  void connectingAndLeavingLeaksNothing() throws Exception {
    int cycles = Integer.getInteger("cobot.cycles", 100);
    Publisher<StringMessage> small =
        node.newPublisher("/small", StringMessage.class, PublisherOptions.latched(1));
    Publisher<Image> large = node.newPublisher("/large", Image.class, PublisherOptions.latched(1));
    small.publish(new StringMessage("x"));
    large.publish(image(1));
    node.newServiceServer("/v", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
    Semaphore got = new Semaphore(0);
    try (ConnectedNode other = ConnectedNode.connect(config("other"))) {
      cycle(other, got, 20);
      LoopbackTest.await("it is quiet", () -> quiet(small, large));
      long threads = threads();
      long sockets = openFiles();
      long frames = FramePool.PROCESS.usedBytes();
      cycle(other, got, cycles);
      assertEquals(0, got.availablePermits(), "no message comes twice");
      LoopbackTest.await(
          "all is as before",
          () ->
              quiet(small, large)
                  && threads() <= threads
                  && openFiles() <= sockets
                  && FramePool.PROCESS.usedBytes() == frames);
    }
  }

  private static boolean quiet(Publisher<?> small, Publisher<?> large) {
    return small.getNumberOfSubscribers() == 0 && large.getNumberOfSubscribers() == 0;
  }

  private void cycle(ConnectedNode other, Semaphore got, int cycles) throws Exception {
    ServiceClient<TriggerRequest, TriggerResponse> client =
        other.newServiceClient("/v", ServiceType.TRIGGER);
    for (int i = 0; i < cycles; i++) {
      try (Subscriber<?> a =
              other
                  .newSubscriber("/small", StringMessage.class)
                  .addMessageListener(m -> got.release(), 1);
          Subscriber<?> b =
              other
                  .newSubscriber("/large", Image.class)
                  .addMessageListener(m -> got.release(), 1)) {
        assertTrue(got.tryAcquire(2, 60, TimeUnit.SECONDS), "both latched messages come");
        assertEquals(a.getNumberOfPublishers(), b.getNumberOfPublishers());
      }
      assertTrue(client.callAndWait(new TriggerRequest(), LONG).success());
      // One that leaves in the middle of its introduction.
      try (Socket socket = new Socket(LOOPBACK.getAddress(), node.tcpRosPort())) {
        socket.getOutputStream().write(new byte[] {100, 0, 0, 0, 1});
      }
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("ros-"))
        .count();
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }
}
