package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.BoolMessage;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolRequest;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes and master of this package against each other. */
@Timeout(240)
class LoopbackTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Set<Thread> threadsBefore;
  private RosCore master;
  private ConnectedNode talker;
  private ConnectedNode listener;

  @BeforeEach
  void startGraph() throws RosException {
    threadsBefore = Thread.getAllStackTraces().keySet();
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    talker = ConnectedNode.connect(config("talker"));
    listener = ConnectedNode.connect(config("listener"));
  }

  @AfterEach
  void stopGraph() {
    listener.close();
    talker.close();
    master.close();
  }

  private NodeConfiguration config(String name) {
    return NodeConfiguration.newPrivate()
        .setNodeName(name)
        .setMasterUri(master.getUri())
        .setMasterPoll(Duration.ofMillis(100));
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "gave up waiting until " + what);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static String poll(BlockingQueue<StringMessage> queue) throws InterruptedException {
    StringMessage message = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    return message == null ? "nothing came" : message.data();
  }

  @Test
  void messagesArriveInOrder() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    Publisher<StringMessage> publisher =
        talker.newPublisher("chat", StringMessage.class, PublisherOptions.queue(1000));
    try (Subscriber<?> subscriber =
        listener.newSubscriber("/chat", StringMessage.class).addMessageListener(got::add, 1000)) {
      assertTrue(publisher.awaitSubscriber(LONG));
      for (int i = 0; i < 500; i++) {
        publisher.publish(new StringMessage("n" + i));
      }
      for (int i = 0; i < 500; i++) {
        assertEquals("n" + i, poll(got));
      }
      assertEquals(1, subscriber.getNumberOfPublishers());
    }
    await("the subscriber has left", () -> publisher.getNumberOfSubscribers() == 0);
  }

  @Test
  void lateSubscribersGetTheLatchedMessage() throws Exception {
    Publisher<StringMessage> publisher =
        talker.newPublisher("map", StringMessage.class, PublisherOptions.latched(1));
    publisher.publish(new StringMessage("old"));
    publisher.publish(new StringMessage("new"));
    BlockingQueue<StringMessage> first = new LinkedBlockingQueue<>();
    listener.newSubscriber("map", StringMessage.class).addMessageListener(first::add, 10);
    assertEquals("new", poll(first));
    // The second listener shares the link of the first.
    BlockingQueue<StringMessage> second = new LinkedBlockingQueue<>();
    listener.newSubscriber("map", StringMessage.class).addMessageListener(second::add, 10);
    assertEquals("new", poll(second));
    assertEquals(1, publisher.getNumberOfSubscribers());
  }

  @Test
  void aSlowListenerWithQueueOneGetsTheLatest() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    BlockingQueue<StringMessage> quick = new LinkedBlockingQueue<>();
    listener
        .newSubscriber("chat", StringMessage.class)
        .addMessageListener(
            message -> {
              entered.countDown();
              try {
                proceed.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              got.add(message);
            },
            1);
    listener.newSubscriber("chat", StringMessage.class).addMessageListener(quick::add, 100);
    Publisher<StringMessage> publisher =
        talker.newPublisher("chat", StringMessage.class, PublisherOptions.queue(100));
    assertTrue(publisher.awaitSubscriber(LONG));
    publisher.publish(new StringMessage("0"));
    assertTrue(entered.await(60, TimeUnit.SECONDS));
    for (int i = 1; i <= 10; i++) {
      publisher.publish(new StringMessage("" + i));
    }
    for (int i = 0; i <= 10; i++) {
      assertEquals("" + i, poll(quick));
    }
    proceed.countDown();
    assertEquals("0", poll(got));
    assertEquals("10", poll(got));
  }

  @Test
  void aRestartedMasterLearnsOfEveryone() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    Publisher<StringMessage> publisher =
        talker.newPublisher("chat", StringMessage.class, PublisherOptions.DEFAULT);
    URI uri = master.getUri();
    master.close();
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
    await("the talker is known again", () -> isKnown("/talker"));
    ConnectedNode newcomer = ConnectedNode.connect(config("newcomer"));
    try {
      newcomer.newSubscriber("chat", StringMessage.class).addMessageListener(got::add, 10);
      assertTrue(publisher.awaitSubscriber(LONG));
      publisher.publish(new StringMessage("again"));
      assertEquals("again", poll(got));
    } finally {
      newcomer.close();
    }
  }

  @Test
  void aNewMasterThatDoesNotKnowAPublisherDoesNotCutItsLink() throws Exception {
    // A stock node never registers again after its master was restarted.
    ConnectedNode stock = ConnectedNode.connect(config("stock").setMasterPoll(Duration.ofHours(1)));
    try {
      BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
      Publisher<StringMessage> publisher =
          stock.newPublisher("chat", StringMessage.class, PublisherOptions.DEFAULT);
      Subscriber<?> subscriber =
          listener.newSubscriber("chat", StringMessage.class).addMessageListener(got::add, 10);
      assertTrue(publisher.awaitSubscriber(LONG));
      URI uri = master.getUri();
      master.close();
      master =
          RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
      await("the listener is known again", () -> isKnown("/listener"));
      Publisher<StringMessage> other =
          talker.newPublisher("chat", StringMessage.class, PublisherOptions.DEFAULT);
      assertTrue(other.awaitSubscriber(LONG));
      assertEquals(0, threadsNamed("/listener-drain"), "no link is on its way out");
      publisher.publish(new StringMessage("still here"));
      assertEquals("still here", poll(got));
      assertEquals(2, subscriber.getNumberOfPublishers());
      stock.close();
      await("the old link has ended", () -> subscriber.getNumberOfPublishers() == 1);
    } finally {
      stock.close();
    }
  }

  private boolean isKnown(String node) {
    try {
      return listener.callMaster("lookupNode", "/test", node).ok();
    } catch (RosException e) {
      return false;
    }
  }

  @Test
  void aDroppedLinkComesBack() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    Publisher<StringMessage> publisher =
        talker.newPublisher("chat", StringMessage.class, PublisherOptions.DEFAULT);
    listener.newSubscriber("chat", StringMessage.class).addMessageListener(got::add, 10);
    assertTrue(publisher.awaitSubscriber(LONG));
    OutboundLink dropped = publisher.links().get(0);
    dropped.close(0);
    await("a new link stands", () -> publisher.links().stream().anyMatch(link -> link != dropped));
    publisher.publish(new StringMessage("back"));
    assertEquals("back", poll(got));
  }

  @Test
  void aWrongTypeIsRefusedWithoutHarm() throws Exception {
    Publisher<StringMessage> publisher =
        talker.newPublisher("chat", StringMessage.class, PublisherOptions.DEFAULT);
    Subscriber<?> wrong =
        listener.newSubscriber("chat", BoolMessage.class).addMessageListener(message -> {}, 1);
    assertThrows(
        IllegalStateException.class,
        () ->
            listener
                .newSubscriber("chat", StringMessage.class)
                .addMessageListener(message -> {}, 1));
    assertFalse(publisher.awaitSubscriber(Duration.ofMillis(200)));
    assertEquals(0, wrong.getNumberOfPublishers());
    wrong.close();
    listener.newSubscriber("chat", StringMessage.class).addMessageListener(message -> {}, 1);
    assertTrue(publisher.awaitSubscriber(LONG));
  }

  @Test
  void theListenerIsToldOfALostMaster() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    NodeListener watcher =
        new NodeListener() {
          @Override
          public void onMasterLost(Node node, Duration unreachable) {
            lost.countDown();
          }

          @Override
          public void onMasterBack(Node node) {
            back.countDown();
          }
        };
    ConnectedNode node =
        ConnectedNode.connect(
            config("watcher").setMasterLostAfter(Duration.ofMillis(300)), watcher);
    try {
      URI uri = master.getUri();
      master.close();
      assertTrue(lost.await(60, TimeUnit.SECONDS));
      master =
          RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
      assertTrue(back.await(60, TimeUnit.SECONDS));
    } finally {
      node.close();
    }
  }

  @Test
  void aNodeOfTheSameNameTakesOver() throws Exception {
    BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
    ConnectedNode first =
        ConnectedNode.connect(
            config("twin"),
            new NodeListener() {
              @Override
              public void onShutdownRequested(Node node, String reason) {
                reasons.add(reason);
              }
            });
    try (ConnectedNode second = ConnectedNode.connect(config("twin"))) {
      String reason = reasons.poll(60, TimeUnit.SECONDS);
      assertEquals("[/twin] Reason: new node registered with same name", reason);
      await("the first twin is closed", first::isClosed);
      assertFalse(second.isClosed());
      assertTrue(isKnown("/twin"));
    } finally {
      first.close();
    }
  }

  @Test
  void servicesAnswerAndFailClearly() throws Exception {
    talker.newServiceServer(
        "~stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
    talker.newServiceServer(
        "fail",
        ServiceType.SET_BOOL,
        request -> {
          throw new IllegalStateException("no " + request.data());
        });
    CountDownLatch release = new CountDownLatch(1);
    talker.newServiceServer(
        "hang",
        ServiceType.TRIGGER,
        request -> {
          release.await();
          return new TriggerResponse(true, "");
        });
    ServiceClient<TriggerRequest, TriggerResponse> stop =
        listener.newServiceClient("/talker/stop", ServiceType.TRIGGER);
    assertEquals(
        new TriggerResponse(true, "stopped"), stop.callAndWait(new TriggerRequest(), LONG));
    ServiceClient<SetBoolRequest, SetBoolResponse> fail =
        listener.newServiceClient("fail", ServiceType.SET_BOOL);
    RosException error =
        assertThrows(RosException.class, () -> fail.callAndWait(new SetBoolRequest(true), LONG));
    assertTrue(error.getMessage().endsWith("no true"), error.getMessage());
    error =
        assertThrows(
            RosException.class,
            () ->
                listener
                    .newServiceClient("hang", ServiceType.TRIGGER)
                    .callAndWait(new TriggerRequest(), Duration.ofMillis(200)));
    assertTrue(error.getMessage().contains("did not answer within"), error.getMessage());
    release.countDown();
    error =
        assertThrows(
            RosException.class,
            () ->
                listener
                    .newServiceClient("none", ServiceType.TRIGGER)
                    .callAndWait(new TriggerRequest(), LONG));
    assertTrue(error.getMessage().contains("offered by no node"), error.getMessage());
    error =
        assertThrows(
            RosException.class,
            () ->
                listener
                    .newServiceClient("fail", ServiceType.TRIGGER)
                    .callAndWait(new TriggerRequest(), LONG));
    assertTrue(error.getMessage().contains("md5sum"), error.getMessage());
  }

  @Test
  void parametersKeepTheirTypes() throws Exception {
    ParameterTree params = talker.getParameterTree();
    params.set("~rate", 5);
    params.set("/robot", Map.of("name", "arm & hand", "limits", List.of(1.5, -2.0)));
    assertEquals(5.0, params.getDouble("/talker/rate"));
    assertEquals("arm & hand", params.getString("robot/name"));
    assertEquals(Optional.of(List.of(1.5, -2.0)), params.get("/robot/limits"));
    assertEquals(7, params.getInteger("missing", 7));
    assertTrue(params.has("/robot"));
    assertTrue(params.getNames().contains("/robot/limits"));
    assertEquals(Optional.of(GraphName.of("/talker/rate")), params.search("rate"));
    assertTrue(params.delete("/robot"));
    assertFalse(params.delete("/robot"));
    RosException error = assertThrows(RosException.class, () -> params.getString("~rate"));
    assertEquals("Parameter /talker/rate must be a string, got Integer 5", error.getMessage());
  }

  @Test
  void watchesAreToldOfChanges() throws Exception {
    BlockingQueue<Optional<Object>> got = new LinkedBlockingQueue<>();
    ParameterWatch watch =
        listener
            .getParameterTree()
            .addParameterListener("/cell", value -> got.add(Optional.ofNullable(value)));
    ParameterWatch twin = listener.getParameterTree().addParameterListener("/cell", value -> {});
    twin.close();
    talker.getParameterTree().set("/cell/speed", 2);
    assertEquals(Optional.of(Map.of("speed", 2)), got.poll(60, TimeUnit.SECONDS));
    talker.getParameterTree().delete("/cell");
    assertEquals(Optional.empty(), got.poll(60, TimeUnit.SECONDS));
    URI uri = master.getUri();
    master.close();
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
    assertEquals(Optional.empty(), got.poll(60, TimeUnit.SECONDS), "a new master has new values");
    talker.getParameterTree().set("/cell", "again");
    Optional<Object> next = got.poll(60, TimeUnit.SECONDS);
    while (next != null && next.isEmpty()) {
      next = got.poll(60, TimeUnit.SECONDS);
    }
    assertEquals(Optional.of("again"), next);
    watch.close();
    talker.getParameterTree().set("/cell", "unheard");
    assertEquals(
        -1,
        XmlRpcClient.call(listener.getUri(), LONG, "paramUpdate", "/master", "/cell/", 1).code());
    assertTrue(got.isEmpty());
  }

  @Test
  void withoutAMasterTheErrorSaysWhatToDo() {
    URI uri = master.getUri();
    master.close();
    RosException error =
        assertThrows(
            RosException.class,
            () -> ConnectedNode.connect(NodeConfiguration.newPrivate(uri).setNodeName("lonely")));
    assertTrue(error.getMessage().contains(uri.toString()), error.getMessage());
    assertTrue(error.getMessage().contains("roscore"), error.getMessage());
  }

  @Test
  void closingLeavesNoThreads() throws Exception {
    ConnectedNode a = ConnectedNode.connect(config("leak_a"));
    ConnectedNode b = ConnectedNode.connect(config("leak_b"));
    Publisher<StringMessage> publisher =
        a.newPublisher("leak", StringMessage.class, PublisherOptions.DEFAULT);
    b.newSubscriber("leak", StringMessage.class).addMessageListener(message -> {}, 1);
    assertTrue(publisher.awaitSubscriber(LONG));
    b.close();
    a.close();
    await("no thread of the nodes is left", () -> threadsNamed("leak_") == 0);
    assertFalse(isKnown("/leak_a"));
    talker.close();
    listener.close();
    master.close();
    await("no thread of ROS is left", () -> threadsNamed("ros-") == 0);
  }

  /** Those that this test started: other tests of this process may have left theirs. */
  private long threadsNamed(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !threadsBefore.contains(thread))
        .filter(thread -> thread.getName().startsWith("ros-") && thread.getName().contains(part))
        .count();
  }
}
