package dev.cobot.node.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.cell.CellPace;
import dev.cobot.node.cell.CellScene;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagCursor;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagMessage;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagQuery;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.bag.BagWriter;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded is what was sent, and what is replayed is what was recorded. */
@Timeout(240)
class RecordReplayTest {
  private static final Set<String> EPISODE =
      Set.of(
          "/joint_states", "/camera/color/image_raw", "/camera/color/camera_info", "/cell/prompt");

  @TempDir private Path folder;
  private RosCore master;

  @BeforeEach
  void start() {
    master = RosCore.newPrivate();
    master.start();
  }

  @AfterEach
  void stop() {
    master.close();
  }

  private static ConnectedNode connect(RosCore to, String name) {
    return ConnectedNode.connect(
        NodeConfiguration.newPrivate(to.getUri())
            .setNodeName(name)
            .setTimeProvider(() -> new RosTime(1, 0)));
  }

  private static RecordSettings settings(Set<String> topics, Path file) {
    return new RecordSettings(
        topics, topic -> false, file, BagOptions.of(BagFormat.ofName(file)), 0, 0, 0, 64 << 20);
  }

  private static CompletableFuture<RecordSummary> running(Recorder recorder) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return recorder.run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void await(String what, java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      Thread.sleep(10);
    }
  }

  private static Map<String, List<BagMessage>> read(Path file) throws IOException {
    Map<String, List<BagMessage>> messages = new LinkedHashMap<>();
    try (BagReader reader = BagReader.open(file)) {
      assertTrue(reader.info().indexed());
      BagCursor cursor = reader.read(BagQuery.all());
      for (BagMessage m = cursor.next(); m != null; m = cursor.next()) {
        messages.computeIfAbsent(m.connection().topic(), topic -> new ArrayList<>()).add(m);
      }
    }
    return messages;
  }

  @Test
  void anEpisodeOfTheSimulatedCellReplaysWithTheSameBytes() throws Exception {
    World world = World.load(ProjectHome.resolve("worlds/factory_table.world"));
    Path episode = folder.resolve("episode.bag");
    try (SimulatedCell cell =
            SimulatedCell.start(
                NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
                new NodeListener() {},
                world,
                CellScene.of(
                    List.of(
                        world.standing(
                            "cube", ObjectKind.CUBE, 0, 0, 0.3, new ColorRgb(0.05, 0.8, 0.1)))),
                new CellOptions(
                    1, 1, 160, 10, CellPace.REALTIME, SimulatorOptions.DEFAULTS, false));
        ConnectedNode node = connect(master, "recorder")) {
      Recorder recorder =
          Recorder.start(node, new RosGraph(master.getUri(), "/test"), settings(EPISODE, episode));
      CompletableFuture<RecordSummary> summary = running(recorder);
      Thread.sleep(3000);
      recorder.stop();
      assertEquals(0, summary.get(60, TimeUnit.SECONDS).dropped());
      assertTrue(cell != null);
    }
    Map<String, List<BagMessage>> first = read(episode);
    assertTrue(first.get("/joint_states").size() > 20, () -> first.keySet().toString());
    assertTrue(first.get("/camera/color/image_raw").size() > 3, () -> first.keySet().toString());
    // The times are those of the simulation.
    assertTrue(first.get("/joint_states").get(0).timeNanos() < 1_000_000_000_000L);

    Path again = folder.resolve("again.mcap");
    try (RosCore second = RosCore.newPrivate()) {
      second.start();
      try (ConnectedNode player = connect(second, "player");
          ConnectedNode listener = connect(second, "listener");
          BagReader bag = BagReader.open(episode)) {
        Recorder recorder =
            Recorder.start(
                listener, new RosGraph(second.getUri(), "/test"), settings(EPISODE, again));
        CompletableFuture<RecordSummary> summary = running(recorder);
        Replay replay =
            Replay.start(
                player,
                bag,
                new ReplaySettings(
                    4, 0, Double.POSITIVE_INFINITY, first.keySet(), 0, false, true, 0));
        long sent = replay.run();
        assertEquals(first.values().stream().mapToLong(List::size).sum(), sent);
        assertEquals(0, replay.dropped());
        player.shutdown();
        Thread.sleep(500);
        recorder.stop();
        assertEquals(sent, summary.get(60, TimeUnit.SECONDS).messages());
      }
    }
    Map<String, List<BagMessage>> replayed = read(again);
    assertEquals(first.keySet(), replayed.keySet());
    first.forEach(
        (topic, messages) -> {
          BagConnection one = messages.get(0).connection();
          BagConnection other = replayed.get(topic).get(0).connection();
          assertEquals(one.type(), other.type());
          assertEquals(one.md5(), other.md5());
          assertEquals(one.definition(), other.definition());
          assertEquals(one.latching(), other.latching());
          for (int i = 0; i < messages.size(); i++) {
            assertArrayEquals(messages.get(i).data(), replayed.get(topic).get(i).data(), topic);
          }
        });
  }

  /** Registers a publisher as a node does that does not check its names. */
  private void register(String topic) throws Exception {
    String call =
        "<methodCall><methodName>registerPublisher</methodName><params>"
            + Stream.of("/odd", topic, "std_msgs/String", "http://127.0.0.1:9/")
                .map(text -> "<param><value><string>" + text + "</string></value></param>")
                .collect(Collectors.joining())
            + "</params></methodCall>";
    HttpRequest request =
        HttpRequest.newBuilder(master.getUri())
            .POST(HttpRequest.BodyPublishers.ofString(call))
            .build();
    HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request, HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void topicsWithIllegalNamesArePassedOver() throws Exception {
    register("/cam-1/image");
    Path bag = folder.resolve("odd.bag");
    try (ConnectedNode talker = connect(master, "talker");
        ConnectedNode node = connect(master, "recorder")) {
      PublisherOptions latched = PublisherOptions.latched(1);
      talker.newPublisher("/good", StringMessage.class, latched).publish(new StringMessage("a"));
      Recorder recorder =
          Recorder.start(node, new RosGraph(master.getUri(), "/test"), settings(Set.of(), bag));
      CompletableFuture<RecordSummary> summary = running(recorder);
      register("/cam-2/image");
      talker.newPublisher("/late", StringMessage.class, latched).publish(new StringMessage("b"));
      await("late topics are recorded", () -> recorder.topics().contains("/late"));
      await("the publishers are connected", () -> recorder.connectedPublishers() >= 2);
      Thread.sleep(500);
      recorder.stop();
      assertEquals("", summary.get(60, TimeUnit.SECONDS).failure());
    }
    assertTrue(read(bag).keySet().containsAll(Set.of("/good", "/late")));
  }

  /**
   * Static transforms of two nodes: whoever comes late has those of both, and the newest of each.
   */
  @Test
  void theLastMessageOfEachLatchedConnectionIsKept() throws Exception {
    MessageType<StringMessage> type = MessageType.of(StringMessage.class);
    Path bag = folder.resolve("two.bag");
    try (BagWriter writer = BagWriter.create(bag, BagOptions.of(BagFormat.ROSBAG2_0))) {
      int time = 0;
      for (String text : List.of("arm 1", "camera 1", "passing", "arm 2")) {
        boolean latching = !text.equals("passing");
        String node = "/" + text.substring(0, 3);
        writer.write(
            new BagConnection(
                "/static", type.name(), type.md5(), type.definition(), node, latching),
            time++ * 1_000_000L,
            type.encode(new StringMessage(text)));
      }
    }
    try (ConnectedNode player = connect(master, "player");
        ConnectedNode listener = connect(master, "listener");
        BagReader reader = BagReader.open(bag)) {
      Replay.start(
              player,
              reader,
              new ReplaySettings(1, 0, Double.POSITIVE_INFINITY, Set.of(), 0, false, false, 0))
          .run();
      List<String> late = Collections.synchronizedList(new ArrayList<>());
      listener
          .newSubscriber("/static", StringMessage.class)
          .addMessageListener(message -> late.add(message.data()), QueueRule.dropOldest(10));
      await("the latched messages come", () -> late.size() >= 2);
      assertEquals(Set.of("arm 2", "camera 1"), Set.copyOf(late));
    }
  }

  @Test
  void latchedTopicsAndLateOnesAreRecordedAndSplit() throws Exception {
    try (ConnectedNode talker = connect(master, "talker");
        ConnectedNode node = connect(master, "recorder")) {
      talker
          .newPublisher("/kept", StringMessage.class, PublisherOptions.latched(1))
          .publish(new StringMessage("kept"));
      RecordSettings settings =
          new RecordSettings(
              Set.of(),
              topic -> topic.equals("/rosout"),
              folder.resolve("s.bag"),
              BagOptions.of(BagFormat.ROSBAG2_0).chunkBytes(1000),
              20_000,
              0,
              0,
              1 << 20);
      Recorder recorder = Recorder.start(node, new RosGraph(master.getUri(), "/test"), settings);
      CompletableFuture<RecordSummary> running = running(recorder);
      Publisher<StringMessage> late = talker.newPublisher("/late", StringMessage.class);
      await("the late topic is found", late::hasSubscribers);
      for (int i = 0; i < 60; i++) {
        late.publish(new StringMessage("x".repeat(1000)));
        Thread.sleep(2);
      }
      talker.shutdown();
      Thread.sleep(300);
      recorder.stop();
      RecordSummary summary = running.get(60, TimeUnit.SECONDS);
      assertEquals(Set.of("/kept", "/late"), summary.topics().keySet());
      assertEquals(60, summary.topics().get("/late").messages());
      assertTrue(summary.files().size() >= 3, () -> summary.files().toString());
      long messages = 0;
      for (Path file : summary.files()) {
        assertTrue(Files.size(file) < 40_000, file::toString);
        for (List<BagMessage> of : read(file).values()) {
          messages += of.size();
        }
      }
      assertEquals(61, messages);
      assertTrue(read(folder.resolve("s_0.bag")).get("/kept").get(0).connection().latching());
    }
  }

  @Test
  void aWriteErrorEndsTheRecordingAndKeepsWhatIsWritten() throws Exception {
    Path taken = Files.writeString(folder.resolve("w_1.bag"), "in the way");
    try (ConnectedNode talker = connect(master, "talker");
        ConnectedNode node = connect(master, "recorder")) {
      RecordSettings settings =
          new RecordSettings(
              Set.of("/t"),
              topic -> false,
              folder.resolve("w.bag"),
              BagOptions.of(BagFormat.ROSBAG2_0).chunkBytes(1000),
              10_000,
              0,
              0,
              1 << 20);
      Recorder recorder = Recorder.start(node, new RosGraph(master.getUri(), "/test"), settings);
      CompletableFuture<RecordSummary> running = running(recorder);
      Publisher<StringMessage> texts = talker.newPublisher("/t", StringMessage.class);
      await("the recorder listens", texts::hasSubscribers);
      while (!running.isDone()) {
        texts.publish(new StringMessage("x".repeat(1000)));
        Thread.sleep(5);
      }
      RecordSummary summary = running.get();
      assertTrue(summary.failure().contains("w_1.bag"), summary::failure);
      assertTrue(read(folder.resolve("w_0.bag")).get("/t").size() >= 5);
      assertEquals("in the way", Files.readString(taken));
    }
  }

  @Test
  void picturesGoFirstWhenThereIsNoRoom() throws Exception {
    RecordQueue queue = new RecordQueue(3 * 1100);
    BagConnection image = connection("/image", "sensor_msgs/Image");
    BagConnection text = connection("/text", "std_msgs/String");
    queue.offer(new ReceivedMessage(text, 1, new byte[1000]));
    queue.offer(new ReceivedMessage(image, 2, new byte[1000]));
    queue.offer(new ReceivedMessage(image, 3, new byte[1000]));
    queue.offer(new ReceivedMessage(text, 4, new byte[1000]));
    queue.offer(new ReceivedMessage(image, 5, new byte[1000]));
    queue.offer(new ReceivedMessage(text, 6, new byte[1000]));
    queue.offer(new ReceivedMessage(text, 7, new byte[1000]));
    queue.offer(new ReceivedMessage(image, 8, new byte[1000]));
    queue.close();
    List<Long> times = new ArrayList<>();
    for (ReceivedMessage next = queue.poll(0); next != null; next = queue.poll(0)) {
      times.add(next.timeNanos());
    }
    assertEquals(List.of(1L, 4L, 6L), times);
    assertEquals(Map.of("/image", 4L, "/text", 1L), queue.dropped());
    assertTrue(queue.isDone());
  }

  private static BagConnection connection(String topic, String type) {
    return new BagConnection(topic, type, "0".repeat(32), "", "/n", false);
  }
}
