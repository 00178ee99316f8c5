package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our nodes with Debian's rosmaster and rosout; one of each serves all. */
@Timeout(300)
class DebianMasterInteropTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private static Path home;
  private static URI uri;
  private static DebianRos ros;
  private static ConnectedNode node;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    uri = URI.create("http://127.0.0.1:" + port + "/");
    ros = new DebianRos(uri, home);
    ros.start("rosmaster", "--core", "-p", Integer.toString(port));
    LoopbackTest.await(
        "the master answers",
        () -> {
          try {
            return XmlRpcClient.call(uri, Duration.ofSeconds(2), "getPid", "/test").ok();
          } catch (IOException e) {
            return false;
          }
        });
    node = connect("cobot");
  }

  private static ConnectedNode connect(String name) {
    return ConnectedNode.connect(NodeConfiguration.newPrivate(uri).setNodeName(name));
  }

  @AfterAll
  static void stop() {
    node.close();
    ros.close();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(item != null, "nothing came");
    return item;
  }

  @Test
  @InteropCase("our nodes find each other's topics through rosmaster")
  void topics() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/chat", StringMessage.class).addMessageListener(got::add, 10);
    try (ConnectedNode other = connect("other")) {
      Publisher<StringMessage> publisher = other.newPublisher("/chat", StringMessage.class);
      assertTrue(publisher.awaitSubscriber(LONG));
      publisher.publish(new StringMessage("hello"));
      assertEquals(new StringMessage("hello"), next(got));
    }
  }

  @Test
  @InteropCase("our nodes call each other's services through rosmaster")
  void services() {
    try (ConnectedNode other = connect("server")) {
      other.newServiceServer(
          "/work", ServiceType.TRIGGER, request -> new TriggerResponse(true, "done"));
      assertEquals(
          new TriggerResponse(true, "done"),
          node.newServiceClient("/work", ServiceType.TRIGGER)
              .callAndWait(new TriggerRequest(), LONG));
    }
    assertTrue(node.lookupServiceUri("/work").isEmpty());
  }

  @Test
  @InteropCase({
    "rosmaster keeps our parameters of every type",
    "rosmaster tells our watch of what rosparam sets",
    "rosmaster searches and deletes parameters for us"
  })
  void parameters() throws Exception {
    ParameterTree tree = node.getParameterTree();
    Map<String, Object> all =
        Map.of("i", 1, "d", 0.5, "s", "x", "b", false, "l", List.of(1, "y"), "m", Map.of("k", 2));
    tree.set("/all", all);
    assertEquals(all, tree.getMap("/all"));
    BlockingQueue<Optional<Object>> values = new LinkedBlockingQueue<>();
    tree.addParameterListener("/watched", value -> values.add(Optional.ofNullable(value)));
    ros.run("rosparam", "set", "/watched", "[1, 2]");
    assertEquals(Optional.of(List.of(1, 2)), next(values));
    assertEquals(Optional.of(GraphName.of("/watched")), tree.search("watched"));
    assertTrue(tree.delete("/watched"));
    assertEquals(Optional.empty(), next(values));
  }

  @Test
  @InteropCase("the rosout node aggregates our log")
  void rosoutAggregates() throws Exception {
    Process rosout = ros.start("/usr/lib/rosout/rosout");
    BlockingQueue<Log> logs = new LinkedBlockingQueue<>();
    node.newSubscriber("/rosout_agg", Log.class).addMessageListener(logs::add, 1000);
    Log log = null;
    long deadline = System.nanoTime() + LONG.toNanos();
    while (log == null || !log.msg().equals("aggregate me")) {
      assertTrue(System.nanoTime() < deadline, () -> ros.output(rosout));
      node.getLog().warn("aggregate me");
      log = logs.poll(1, TimeUnit.SECONDS);
    }
    assertEquals("/cobot", log.name());
    assertEquals(4, log.level());
    rosout.destroy();
  }

  @Test
  @InteropCase("rosmaster ends our node when another one takes its name")
  void twoNodesOfOneName() throws Exception {
    try (ConnectedNode first = connect("twin");
        ConnectedNode second = connect("twin")) {
      LoopbackTest.await("the first ends", first::isClosed);
      assertTrue(!second.isClosed());
    }
  }

  @Test
  @InteropCase("our tools read rosmaster's graph: state, types, nodes, parameters")
  void graph() {
    RosGraph graph = new RosGraph(uri, "/tool");
    node.newPublisher("/seen", StringMessage.class);
    assertEquals(List.of("/cobot"), graph.state().publishers().get("/seen"));
    assertEquals("std_msgs/String", graph.topicTypes().get("/seen"));
    assertEquals(Optional.of(node.getUri()), graph.nodeUri("/cobot"));
    assertEquals(ProcessHandle.current().pid(), graph.pid(node.getUri()));
    graph.setParameter("/tool/x", List.of(1, 2.5));
    assertEquals(Optional.of(List.of(1, 2.5)), graph.parameter("/tool/x"));
    assertTrue(graph.parameterNames().contains("/tool/x"));
    assertTrue(graph.deleteParameter("/tool/x"));
    assertTrue(graph.parameter("/tool/x").isEmpty());
  }
}
