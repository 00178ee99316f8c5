package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.DefinitionSource;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.GetLoggersRequest;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RawMessage;
import dev.cobot.ros.message.RawType;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetLoggerLevelRequest;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the start of a node to its end, and the tools' side of topics. */
@Timeout(120)
class NodeLifeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final RosCore core = RosCore.newPrivate();
  private ConnectedNode node;

  @BeforeEach
  void start() {
    core.start();
    node = ConnectedNode.connect(NodeConfiguration.newPrivate(core.getUri()).setNodeName("node"));
  }

  @AfterEach
  void stop() {
    node.close();
    core.close();
  }

  private static <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
    T got = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(got != null, "nothing came");
    return got;
  }

  /** Runs as a process of its own; says when it has started and when it has ended. */
  public static final class Sleeper extends AbstractNodeMain {
    @Override
    public GraphName getDefaultNodeName() {
      return GraphName.of("sleeper");
    }

    @Override
    public void onStart(ConnectedNode connectedNode) {
      connectedNode.newPublisher("chat", StringMessage.class);
      connectedNode.newServiceServer(
          "nap", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
      say("started " + connectedNode.getName());
    }

    @Override
    public void onShutdownComplete(Node ended) {
      say("ended");
    }

    private static void say(String line) {
      System.out.println(line);
      System.out.flush();
    }
  }

  private static Process launch(URI master) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            RosRun.class.getName(),
            Sleeper.class.getName(),
            "__name:=other",
            "__ns:=/cell",
            "__master:=" + master,
            "_rate:=5")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitLine(BufferedReader output, String begin) throws IOException {
    String line;
    do {
      line = output.readLine();
      assertTrue(line != null, "the process ended before it said " + begin);
    } while (!line.startsWith(begin));
  }

  @Test
  void aSignalEndsANodeWithAndWithoutItsMaster() throws Exception {
    Process process = launch(core.getUri());
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      awaitLine(output, "started /cell/other");
      assertEquals(5, node.getParameterTree().getInteger("/cell/other/rate"));
      assertTrue(node.lookupServiceUri("/cell/nap").isPresent());
      process.toHandle().destroy();
      awaitLine(output, "ended");
      assertTrue(process.waitFor(5, TimeUnit.SECONDS));
      assertTrue(node.lookupServiceUri("/cell/nap").isEmpty(), "the service is unregistered");
    }
    Process orphan = launch(core.getUri());
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(orphan.getInputStream(), StandardCharsets.UTF_8))) {
      awaitLine(output, "started /cell/other");
      core.close();
      orphan.toHandle().destroy();
      assertTrue(orphan.waitFor(5, TimeUnit.SECONDS), "it ends though the master is gone");
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void aNodeMainWaitsForItsMasterAndObeysItsEnd() throws Exception {
    URI uri = core.getUri();
    node.close();
    core.close();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    NodeMain nodeMain =
        new AbstractNodeMain() {
          @Override
          public GraphName getDefaultNodeName() {
            return GraphName.of("patient");
          }

          @Override
          public void onStart(ConnectedNode connectedNode) {
            events.add("start " + connectedNode.getName());
          }

          @Override
          public void onShutdownRequested(Node ended, String reason) {
            events.add("requested");
          }

          @Override
          public void onShutdown(Node ended) {
            events.add("shutdown");
          }

          @Override
          public void onShutdownComplete(Node ended) {
            events.add("complete");
          }
        };
    try (NodeMainExecutor executor = DefaultNodeMainExecutor.newDefault()) {
      executor.execute(nodeMain, NodeConfiguration.newPrivate(uri));
      assertThrows(
          IllegalStateException.class,
          () -> executor.execute(nodeMain, NodeConfiguration.newPrivate(uri)));
      try (RosCore late = RosCore.newPrivate(uri.getPort())) {
        late.start();
        assertEquals("start /patient", poll(events));
        XmlRpcClient.Reply reply = XmlRpcClient.call(uri, LONG, "lookupNode", "/test", "/patient");
        XmlRpcClient.call(
            URI.create(String.valueOf(reply.value())), LONG, "shutdown", "/rosnode", "killed");
        assertEquals("requested", poll(events));
        assertEquals("shutdown", poll(events));
        assertEquals("complete", poll(events));
        // What has ended can begin again.
        executor.execute(nodeMain, NodeConfiguration.newPrivate(uri));
        assertEquals("start /patient", poll(events));
        executor.shutdownNodeMain(nodeMain);
        assertEquals("shutdown", poll(events));
        assertEquals("complete", poll(events));
      }
    }
  }

  @Test
  void aStartThatFailsEndsTheNode() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    NodeMain nodeMain =
        new AbstractNodeMain() {
          @Override
          public GraphName getDefaultNodeName() {
            return GraphName.of("broken");
          }

          @Override
          public void onStart(ConnectedNode connectedNode) {
            throw new IllegalStateException("no camera");
          }

          @Override
          public void onError(Node ended, Throwable error) {
            events.add(error.getMessage());
          }

          @Override
          public void onShutdownComplete(Node ended) {
            events.add("complete");
          }
        };
    try (NodeMainExecutor executor = DefaultNodeMainExecutor.newDefault()) {
      executor.execute(nodeMain, NodeConfiguration.newPrivate(core.getUri()));
      assertEquals("no camera", poll(events));
      assertEquals("complete", poll(events));
    }
  }

  @Test
  void loopsEndWithTheirNode() throws InterruptedException {
    CountDownLatch turned = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CancellableLoop loop =
        new CancellableLoop() {
          @Override
          protected void loop() throws InterruptedException {
            turned.countDown();
            Thread.sleep(60_000);
          }

          @Override
          protected void handleInterruptedException(InterruptedException e) {
            ended.countDown();
          }
        };
    node.executeCancellableLoop(loop);
    assertTrue(turned.await(60, TimeUnit.SECONDS));
    assertTrue(loop.isRunning());
    node.close();
    assertTrue(ended.await(60, TimeUnit.SECONDS));
    assertFalse(loop.isRunning());
  }

  @Test
  void toolsNeedNoClassOfTheMessage() throws Exception {
    DynamicType type =
        DynamicType.of(
            MessageDefinition.ofFullText(
                "my_pkg/Reading",
                "Header header\nfloat64 value\n"
                    + "=".repeat(80)
                    + "\nMSG: std_msgs/Header\n"
                    + MessageDefinition.load(
                            "std_msgs/Header",
                            DefinitionSource.classPath(getClass().getClassLoader()))
                        .text()));
    try (ConnectedNode tool =
            ConnectedNode.connect(NodeConfiguration.newPrivate(core.getUri()).setNodeName("tool"));
        ConnectedNode recorder =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(core.getUri()).setNodeName("recorder"))) {
      BlockingQueue<DynamicMessage> echoed = new LinkedBlockingQueue<>();
      BlockingQueue<RawMessage> recorded = new LinkedBlockingQueue<>();
      tool.newSubscriber("/reading", DynamicType.any()).addMessageListener(echoed::add);
      Subscriber<RawMessage> raw =
          recorder
              .newSubscriber("/reading", RawType.ANY_TYPE)
              .addMessageListener(recorded::add, QueueRule.dropNewest(5));
      Publisher<DynamicMessage> publisher =
          node.newPublisher("/reading", type, PublisherOptions.latched(1));
      publisher.publish(type.message(Map.of("header", Map.of("frame_id", "tip"), "value", 2.5)));
      assertEquals(2.5, poll(echoed).getDouble("value"));
      RawMessage message = poll(recorded);
      assertEquals(type.md5(), message.type().md5());
      assertEquals(type.definition(), message.type().definition());
      assertEquals("tip", message.decode().getString("header.frame_id"));
      assertTrue(raw.getLatchMode());
      // What was recorded is sent again under another name.
      Publisher<RawMessage> replay =
          recorder.newPublisher("/replay", message.type(), PublisherOptions.latched(1));
      BlockingQueue<DynamicMessage> replayed = new LinkedBlockingQueue<>();
      tool.newSubscriber("/replay", type).addMessageListener(replayed::add);
      replay.publish(message);
      assertEquals(2.5, poll(replayed).getDouble("value"));
      assertThrows(
          IllegalArgumentException.class,
          () -> node.newPublisher("/any", RawType.ANY_TYPE, PublisherOptions.DEFAULT));
    }
  }

  @Test
  void queuesDropByTheirRuleAndCount() throws Exception {
    BoundedQueue<Integer> newest = new BoundedQueue<>(QueueRule.dropNewest(2));
    BoundedQueue<Integer> latest = new BoundedQueue<>(QueueRule.latestOnly());
    for (int i = 0; i < 5; i++) {
      newest.offer(i);
      latest.offer(i);
    }
    assertEquals(List.of(0, 1), List.of(newest.take(), newest.take()));
    assertEquals(3, newest.dropped());
    assertEquals(4, latest.take());
    assertEquals(4, latest.dropped());
    assertThrows(IllegalArgumentException.class, () -> QueueRule.dropOldest(0));

    Publisher<StringMessage> publisher = node.newPublisher("/chat", StringMessage.class);
    CountDownLatch release = new CountDownLatch(1);
    Subscriber<StringMessage> subscriber = node.newSubscriber("/chat", StringMessage.class);
    BlockingQueue<String> quick = new LinkedBlockingQueue<>();
    MessageListener<StringMessage> slow =
        message -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    subscriber.addMessageListener(slow, QueueRule.dropNewest(1));
    subscriber.addMessageListener(message -> quick.add(message.data()), 100);
    assertTrue(publisher.awaitSubscriber(LONG));
    for (int i = 0; i < 10; i++) {
      publisher.publish(new StringMessage("" + i));
    }
    for (int i = 0; i < 10; i++) {
      assertEquals("" + i, poll(quick));
    }
    long dropped = subscriber.getDroppedCount();
    assertTrue(dropped >= 8, "one is in work, one waits, the others are dropped: " + dropped);
    release.countDown();
    assertTrue(subscriber.removeMessageListener(slow));
    assertFalse(subscriber.removeMessageListener(slow));
    assertEquals(dropped, subscriber.getDroppedCount());
    subscriber.removeAllMessageListeners();
    publisher.publish(new StringMessage("unheard"));
    assertEquals(null, quick.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void listenersThatHangHoldTheEndUpForASecondTogether() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(5);
    Publisher<StringMessage> publisher = node.newPublisher("/chat", StringMessage.class);
    ConnectedNode stuck =
        ConnectedNode.connect(NodeConfiguration.newPrivate(core.getUri()).setNodeName("stuck"));
    try {
      for (int i = 0; i < 5; i++) {
        stuck
            .newSubscriber("/chat", StringMessage.class)
            .addMessageListener(
                message -> {
                  hanging.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
      }
      assertTrue(publisher.awaitSubscriber(LONG));
      publisher.publish(new StringMessage("x"));
      assertTrue(hanging.await(60, TimeUnit.SECONDS));
      long begin = System.nanoTime();
      stuck.close();
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis < 4500, "the end took " + millis + " ms");
    } finally {
      never.countDown();
    }
  }

  @Test
  void logLinesHavePlaceAndLevel() throws Exception {
    BlockingQueue<Log> lines = new LinkedBlockingQueue<>();
    try (ConnectedNode watcher =
        ConnectedNode.connect(NodeConfiguration.newPrivate(core.getUri()).setNodeName("watcher"))) {
      watcher.newSubscriber("/rosout", Log.class).addMessageListener(lines::add, 100);
      node.getLog().debug("unheard");
      node.getLog().warn("the gripper slips");
      Log line = poll(lines);
      assertEquals("the gripper slips", line.msg());
      assertEquals(Log.WARN, line.level());
      assertEquals("/node", line.name());
      assertEquals("NodeLifeTest.java", line.file());
      assertTrue(line.function().endsWith("NodeLifeTest.logLinesHavePlaceAndLevel"));
      assertTrue(line.line() > 0);
      assertTrue(line.topics().contains("/rosout"), line.topics().toString());
      watcher
          .newServiceClient("/node/set_logger_level", ServiceType.SET_LOGGER_LEVEL)
          .callAndWait(new SetLoggerLevelRequest("ros.node", "DEBUG"), LONG);
      assertTrue(
          watcher
              .newServiceClient("/node/get_loggers", ServiceType.GET_LOGGERS)
              .callAndWait(new GetLoggersRequest(), LONG)
              .loggers()
              .stream()
              .anyMatch(l -> l.name().equals("ros.node") && l.level().equals("debug")));
      node.getLog().debug("heard", new IllegalStateException("why"));
      Log heard = poll(lines);
      assertTrue(heard.msg().startsWith("heard\njava.lang.IllegalStateException: why"));
      RosException error =
          assertThrows(
              RosException.class,
              () ->
                  watcher
                      .newServiceClient("/node/set_logger_level", ServiceType.SET_LOGGER_LEVEL)
                      .callAndWait(new SetLoggerLevelRequest("ros", "loud"), LONG));
      assertTrue(error.getMessage().contains("'loud' is no log level"), error.getMessage());
    }
  }

  @Test
  void serviceCallsNeedNotBeWaitedFor() throws Exception {
    node.newServiceServer("~work", ServiceType.TRIGGER, r -> new TriggerResponse(true, "done"));
    assertEquals(
        "ros", node.getServiceServer("~work").orElseThrow().getUri().getScheme().substring(0, 3));
    ServiceClient<TriggerRequest, TriggerResponse> client =
        node.newServiceClient("~work", ServiceType.TRIGGER);
    assertEquals(
        "done", client.call(new TriggerRequest(), LONG).get(60, TimeUnit.SECONDS).message());
    CompletableFuture<TriggerResponse> told = new CompletableFuture<>();
    client.call(
        new TriggerRequest(),
        new ServiceResponseListener<TriggerResponse>() {
          @Override
          public void onSuccess(TriggerResponse response) {
            told.complete(response);
          }

          @Override
          public void onFailure(RosException e) {
            told.completeExceptionally(e);
          }
        });
    assertEquals("done", told.get(60, TimeUnit.SECONDS).message());
    ExecutionException error =
        assertThrows(
            ExecutionException.class,
            () ->
                node.newServiceClient("absent", ServiceType.TRIGGER)
                    .call(new TriggerRequest(), LONG)
                    .get(60, TimeUnit.SECONDS));
    assertTrue(error.getCause() instanceof RosException, error.toString());
  }

  @Test
  void latchModeIsSetBeforeTheFirstMessage() throws Exception {
    Publisher<Header> publisher = node.newPublisher("/h", Header.class);
    BlockingQueue<String> subscribers = new LinkedBlockingQueue<>();
    publisher.addListener(
        new PublisherListener() {
          @Override
          public void onNewSubscriber(Publisher<?> of, String subscriber) {
            subscribers.add("new " + subscriber);
          }

          @Override
          public void onSubscriberGone(Publisher<?> of, String subscriber) {
            subscribers.add("gone " + subscriber);
          }
        });
    assertFalse(publisher.hasSubscribers());
    publisher.setLatchMode(true);
    publisher.publish(new Header(1, RosTime.ZERO, "kept"));
    BlockingQueue<Header> got = new LinkedBlockingQueue<>();
    try (Subscriber<Header> subscriber =
        node.newSubscriber("/h", MessageType.of(Header.class)).addMessageListener(got::add)) {
      assertEquals("kept", poll(got).frameId());
      assertEquals("std_msgs/Header", subscriber.getTopicMessageType());
      assertEquals("new /node", poll(subscribers));
    }
    assertEquals("gone /node", poll(subscribers));
  }
}
