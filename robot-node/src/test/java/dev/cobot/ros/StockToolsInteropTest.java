package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.StringMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's command line tools with our master and our node; one master serves all. */
@Timeout(300)
class StockToolsInteropTest {
  @TempDir private static Path home;
  private static RosCore master;
  private static DebianRos ros;
  private static ConnectedNode node;

  @BeforeAll
  static void start() {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
    node =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("cobot"));
    Publisher<JointState> joints = node.newPublisher("/joint_states", JointState.class);
    JointState state =
        new JointState(
            new Header(0, RosTime.ZERO, "base"),
            List.of("a", "b"),
            new double[] {1, 2},
            new double[0],
            new double[0]);
    var unused =
        node.getScheduledExecutorService()
            .scheduleAtFixedRate(() -> joints.publish(state), 0, 20, TimeUnit.MILLISECONDS);
    node.newServiceServer(
        "/switch", ServiceType.SET_BOOL, request -> new SetBoolResponse(request.data(), "set"));
  }

  @AfterAll
  static void stop() {
    ros.close();
    node.close();
    master.close();
  }

  private static void assertHas(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
  }

  @Test
  @InteropCase({
    "rostopic list names our topics",
    "rostopic type tells our type",
    "rostopic find finds our topic by its type"
  })
  void rostopicFindsUs() throws Exception {
    Process list = ros.start("rostopic", "list");
    Process type = ros.start("rostopic", "type", "/joint_states");
    Process find = ros.start("rostopic", "find", "sensor_msgs/JointState");
    assertHas(ros.finish(list), "/joint_states");
    assertEquals("sensor_msgs/JointState", ros.finish(type).strip());
    assertTrue(ros.finish(find).lines().anyMatch("/joint_states"::equals));
  }

  @Test
  @InteropCase({
    "rostopic hz measures our rate",
    "rostopic bw measures our bytes",
    "rostopic echo prints one field of ours",
    "rostopic echo -p prints ours as a table"
  })
  void rostopicMeasuresUs() throws Exception {
    Process hz = ros.start("rostopic", "hz", "-w", "50", "/joint_states");
    Process bw = ros.start("rostopic", "bw", "-w", "50", "/joint_states");
    Process field = ros.start("rostopic", "echo", "-n1", "/joint_states/position[1]");
    Process table = ros.start("rostopic", "echo", "-p", "-n1", "/joint_states");
    assertEquals("2.0\n---\n", ros.finish(field));
    assertHas(ros.finish(table), "field.position0");
    LoopbackTest.await("a rate", () -> ros.output(hz).contains("average rate"));
    LoopbackTest.await("a bandwidth", () -> ros.output(bw).contains("mean: "));
    double rate =
        Double.parseDouble(ros.output(hz).replaceAll("(?s).*?average rate: (\\S+).*", "$1"));
    assertTrue(rate > 25 && rate < 75, () -> ros.output(hz));
    assertHas(ros.output(bw), "min: 0.06KB");
    hz.destroy();
    bw.destroy();
  }

  @Test
  @InteropCase({
    "rostopic pub -r reaches us again and again",
    "rostopic pub -1 with a nested map reaches us"
  })
  void rostopicPublishesToUs() throws Exception {
    BlockingQueue<StringMessage> texts = new LinkedBlockingQueue<>();
    node.newSubscriber("/told", StringMessage.class).addMessageListener(texts::add, 10);
    BlockingQueue<JointState> joints = new LinkedBlockingQueue<>();
    node.newSubscriber("/told_joints", JointState.class).addMessageListener(joints::add, 10);
    Process repeat = ros.start("rostopic", "pub", "-r", "20", "/told", "std_msgs/String", "again");
    Process once =
        ros.start(
            "rostopic",
            "pub",
            "-1",
            "/told_joints",
            "sensor_msgs/JointState",
            "{header: {frame_id: x}, name: [j], position: [0.5]}");
    for (int i = 0; i < 3; i++) {
      assertEquals(new StringMessage("again"), texts.poll(60, TimeUnit.SECONDS));
    }
    repeat.destroy();
    JointState got = joints.poll(60, TimeUnit.SECONDS);
    assertEquals("x", got.header().frameId());
    assertEquals(0.5, got.position()[0]);
    ros.finish(once);
  }

  @Test
  @InteropCase({
    "rosnode list names our nodes",
    "rosnode machine knows where we run",
    "rosnode ping -a reaches us",
    "rosnode info shows our topics, services and links"
  })
  void rosnodeSeesUs() throws Exception {
    Process list = ros.start("rosnode", "list");
    Process machine = ros.start("rosnode", "machine");
    Process ping = ros.start("rosnode", "ping", "-a");
    Process info = ros.start("rosnode", "info", "/cobot");
    assertHas(ros.finish(list), "/cobot");
    assertEquals("127.0.0.1", ros.finish(machine).strip());
    assertHas(ros.finish(ping), "xmlrpc reply from " + node.getUri());
    String text = ros.finish(info);
    assertHas(text, " * /joint_states [sensor_msgs/JointState]");
    assertHas(text, " * /cobot/get_loggers");
    assertHas(text, "Pid: " + ProcessHandle.current().pid());
  }

  @Test
  @InteropCase({
    "rosnode kill ends our node",
    "rosnode cleanup forgets our dead node and leaves the living"
  })
  void rosnodeEndsUs() throws Exception {
    try (ConnectedNode victim =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("victim"))) {
      ros.run("rosnode", "kill", "/victim");
      LoopbackTest.await("the node obeys", victim::isClosed);
    }
    XmlRpcClient.call(
        master.getUri(),
        Duration.ofSeconds(10),
        "registerPublisher",
        "/dead",
        "/dead_topic",
        "std_msgs/String",
        "http://127.0.0.1:1/");
    assertHas(ros.run("rosnode", "list"), "/dead");
    ros.run("/bin/sh", "-c", "echo y | rosnode cleanup");
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    assertEquals(List.of(), graph.state().nodes().stream().filter("/dead"::equals).toList());
    assertTrue(graph.state().nodes().contains("/cobot"));
  }

  @Test
  @InteropCase({
    "rosservice list, node, uri and find name our service",
    "rosservice type and args tell our type",
    "rosservice call gives arguments to our service",
    "rosservice info shows our service",
    "rosservice call reads our ~get_loggers"
  })
  void rosserviceUsesUs() throws Exception {
    Process list = ros.start("rosservice", "list");
    Process owner = ros.start("rosservice", "node", "/switch");
    Process uri = ros.start("rosservice", "uri", "/switch");
    Process find = ros.start("rosservice", "find", "std_srvs/SetBool");
    assertHas(ros.finish(list), "/switch");
    assertEquals("/cobot", ros.finish(owner).strip());
    assertEquals(
        node.lookupServiceUri("/switch").map(URI::toString).orElseThrow(), ros.finish(uri).strip());
    assertEquals("/switch", ros.finish(find).strip());
    Process type = ros.start("rosservice", "type", "/switch");
    Process arguments = ros.start("rosservice", "args", "/switch");
    Process call = ros.start("rosservice", "call", "/switch", "true");
    Process info = ros.start("rosservice", "info", "/switch");
    assertEquals("std_srvs/SetBool", ros.finish(type).strip());
    assertEquals("data", ros.finish(arguments).strip());
    assertHas(ros.finish(call), "success: True");
    assertHas(ros.finish(info), "Type: std_srvs/SetBool");
    assertHas(ros.run("rosservice", "call", "/cobot/get_loggers"), "name: \"ros.cobot\"");
  }

  @Test
  @InteropCase({
    "rosparam dump writes our tree and rosparam load reads it back",
    "rosparam list names our parameters",
    "rosparam get -p prints our map",
    "rosparam delete removes ours"
  })
  void rosparamUsesOurTree() throws Exception {
    ParameterTree tree = node.getParameterTree();
    Map<String, Object> arm =
        Map.of("name", "arm", "limits", List.of(1.5, -2.0), "on", true, "joints", 6);
    tree.set("/robot/arm", arm);
    Path file = home.resolve("dump.yaml");
    ros.run("rosparam", "dump", file.toString(), "/robot");
    assertHas(Files.readString(file), "joints: 6");
    ros.run("rosparam", "load", file.toString(), "/copy");
    assertEquals(arm, tree.getMap("/copy/arm"));
    Process list = ros.start("rosparam", "list");
    Process get = ros.start("rosparam", "get", "-p", "/robot/arm");
    assertHas(ros.finish(list), "/robot/arm/joints");
    assertHas(ros.finish(get), "name: arm");
    ros.run("rosparam", "delete", "/robot/arm/joints");
    assertTrue(!tree.has("/robot/arm/joints"));
  }

  @Test
  @InteropCase("rosbag record -a takes all our topics, those that come later too")
  void rosbagRecordsAll() throws Exception {
    Path bag = home.resolve("all.bag");
    Process record = ros.start("rosbag", "record", "-a", "-O", bag.toString());
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    LoopbackTest.await(
        "it records",
        () ->
            graph.state().subscribers().getOrDefault("/joint_states", List.of()).stream()
                .anyMatch(name -> name.startsWith("/record")));
    Publisher<StringMessage> late =
        node.newPublisher("/late", StringMessage.class, PublisherOptions.latched(1));
    late.publish(new StringMessage("x"));
    assertTrue(late.awaitSubscriber(Duration.ofSeconds(60)), () -> ros.output(record));
    TimeUnit.SECONDS.sleep(1);
    ros.interrupt(record);
    assertTrue(record.waitFor(90, TimeUnit.SECONDS));
    String info = ros.run("rosbag", "info", bag.toString()).replaceAll(" +", " ");
    assertTrue(info.contains("/late 1 msg : std_msgs/String"), () -> info + ros.output(record));
    assertHas(info, ": sensor_msgs/JointState");
  }
}
