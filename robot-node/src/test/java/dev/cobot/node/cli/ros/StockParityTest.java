package dev.cobot.node.cli.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.DebianRos;
import dev.cobot.ros.InteropCase;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagWriter;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.StringMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cobot ros}, {@code record} and {@code replay} beside the tools that they stand for. */
@Timeout(300)
class StockParityTest {
  @TempDir private static Path home;
  private static RosCore master;
  private static DebianRos ros;
  private static ConnectedNode node;

  @BeforeAll
  static void start() {
    master = RosCore.newPrivate();
    master.start();
    ros = new DebianRos(master.getUri(), home);
    node =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("cobot"));
    node.newPublisher("/kept", StringMessage.class, PublisherOptions.latched(1))
        .publish(new StringMessage("a \"text\""));
    node.newServiceServer(
        "/switch",
        ServiceType.SET_BOOL,
        request -> new SetBoolResponse(request.data(), request.data() ? "on" : "off"));
  }

  @AfterAll
  static void stop() {
    ros.close();
    node.close();
    master.close();
  }

  /** What a verb of ours prints; fails when it fails. */
  private static String cobot(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.add("--ros");
    arguments.add(master.getUri().toString());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Cobot.execute(
            arguments.toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    assertEquals(0, code, err::toString);
    return out.toString();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it does not come");
      Thread.sleep(50);
    }
  }

  private static int exitCode(String... words) {
    return Cobot.execute(
        words, new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
  }

  @Test
  @InteropCase({
    "cobot ros topic list prints what rostopic list does",
    "cobot ros topic info prints what rostopic info does",
    "cobot ros topic echo prints what rostopic echo does, whole and by field"
  })
  void topics() throws Exception {
    Process list = ros.start("rostopic", "list");
    Process info = ros.start("rostopic", "info", "/kept");
    Process echo = ros.start("rostopic", "echo", "-n1", "/kept");
    Process field = ros.start("rostopic", "echo", "-n1", "/kept/data");
    assertEquals(ros.finish(echo), cobot("ros", "topic", "echo", "-n", "1", "/kept"));
    assertEquals(ros.finish(field), cobot("ros", "topic", "echo", "-n", "1", "/kept/data"));
    assertEquals(ros.finish(list), cobot("ros", "topic", "list"));
    until(() -> cobot("ros", "topic", "info", "/kept").contains("Subscribers: None"));
    assertEquals(
        ros.finish(info).replaceAll("(?s)Subscribers:.*", ""),
        cobot("ros", "topic", "info", "/kept").replaceAll("(?s)Subscribers:.*", ""));
  }

  @Test
  @InteropCase({
    "cobot ros topic pub reaches rostopic echo; rosnode kill ends it",
    "cobot ros topic hz measures rostopic pub -r"
  })
  void pubAndHz() throws Exception {
    String uri = master.getUri().toString();
    CompletableFuture<Integer> pub =
        CompletableFuture.supplyAsync(
            () ->
                exitCode(
                    "ros",
                    "topic",
                    "pub",
                    "-r",
                    "10",
                    "/said",
                    "std_msgs/String",
                    "hello",
                    "--ros",
                    uri));
    until(() -> cobot("ros", "topic", "list").contains("/said"));
    assertEquals("data: \"hello\"\n---\n", ros.run("rostopic", "echo", "-n1", "/said"));
    String name =
        cobot("ros", "node", "list")
            .lines()
            .filter(line -> line.startsWith("/cobot_pub"))
            .findFirst()
            .orElseThrow();
    ros.run("rosnode", "kill", name);
    assertEquals(ExitCode.PEER_LOST, pub.get(60, TimeUnit.SECONDS));
    Process repeat = ros.start("rostopic", "pub", "-r", "50", "/beat", "std_msgs/Empty");
    until(() -> cobot("ros", "topic", "list").contains("/beat"));
    String text = cobot("ros", "topic", "hz", "-n", "40", "/beat");
    double rate = Double.parseDouble(text.replaceAll("(?s).*average rate: (\\S+).*", "$1"));
    assertTrue(rate > 30 && rate < 70, text);
    repeat.destroy();
  }

  @Test
  @InteropCase({
    "cobot ros node list prints what rosnode list does",
    "cobot ros node kill ends a rospy node",
    "cobot ros service call calls a rospy service and prints as rosservice does",
    "cobot ros service list and info say what rosservice does",
    "cobot ros param set, get, list and delete share rosparam's tree"
  })
  void nodesServicesParameters() throws Exception {
    String script =
        "import rospy\n"
            + "from std_srvs.srv import SetBool, SetBoolResponse\n"
            + "rospy.init_node('py')\n"
            + "rospy.Service('py_switch', SetBool, lambda q: SetBoolResponse(q.data, 'py'))\n"
            + "rospy.spin()\n";
    Process py = ros.start("/usr/bin/python3", "-c", script);
    until(() -> cobot("ros", "service", "list").contains("/py_switch"));
    Process nodes = ros.start("rosnode", "list");
    Process called = ros.start("rosservice", "call", "/py_switch", "true");
    Process info = ros.start("rosservice", "info", "/py_switch");
    Process own = ros.start("rosservice", "call", "/switch", "false");
    assertEquals(
        ros.finish(called).strip(), cobot("ros", "service", "call", "/py_switch", "true").strip());
    assertEquals(
        ros.finish(own).strip(), cobot("ros", "service", "call", "/switch", "data: false").strip());
    assertTrue(ros.finish(info).contains(cobot("ros", "service", "info", "/py_switch").strip()));
    // Not before: each call is a node of its own, with services, until it ends.
    assertEquals(ros.run("rosservice", "list"), cobot("ros", "service", "list"));
    assertTrue(ros.finish(nodes).contains(cobot("ros", "node", "list").lines().toList().get(0)));
    cobot("ros", "node", "kill", "/py");
    assertTrue(py.waitFor(60, TimeUnit.SECONDS));
    cobot("ros", "param", "set", "/arm", "{name: left, limits: [1.5, -2], on: true}");
    assertEquals("left\n", ros.run("rosparam", "get", "/arm/name"));
    ros.run("rosparam", "set", "/arm/joints", "6");
    assertEquals("6\n", cobot("ros", "param", "get", "/arm/joints"));
    assertTrue(cobot("ros", "param", "list").contains("/arm/limits\n"));
    cobot("ros", "param", "delete", "/arm");
    assertTrue(!ros.run("rosparam", "list").contains("/arm"));
  }

  @Test
  @InteropCase({
    "cobot record takes what rostopic pub sends; rosbag info reads it",
    "cobot replay of our bag reaches rostopic echo, latched topics too",
    "rosbag play of our recording reaches rostopic echo"
  })
  void recordAndReplay() throws Exception {
    Process pub = ros.start("rostopic", "pub", "/latched", "std_msgs/String", "from python");
    until(() -> cobot("ros", "topic", "list").contains("/latched"));
    Path bag = home.resolve("r.bag");
    String summary = cobot("record", "/latched", "--duration", "2", "--out", bag.toString());
    assertTrue(summary.contains("/latched  1 messages"), summary);
    pub.destroy();
    String info = ros.run("rosbag", "info", bag.toString()).replaceAll(" +", " ");
    assertTrue(info.contains("/latched 1 msg : std_msgs/String"), info);
    until(() -> !cobot("ros", "topic", "list").contains("/latched"));

    Process echo = ros.start("rostopic", "echo", "-n1", "/latched");
    until(() -> cobot("ros", "topic", "list").contains("/latched"));
    cobot("replay", "--wait-for-subscribers", bag.toString());
    assertEquals("data: \"from python\"\n---\n", ros.finish(echo));
    echo = ros.start("rostopic", "echo", "-n1", "/latched");
    until(() -> cobot("ros", "topic", "list").contains("/latched"));
    ros.run("rosbag", "play", "-q", "--wait-for-subscribers", bag.toString());
    assertEquals("data: \"from python\"\n---\n", ros.finish(echo));
  }

  @Test
  @InteropCase("cobot replay --clock of an MCAP file gives a rospy node the bag's time")
  void replayGivesTheTime() throws Exception {
    Path bag = home.resolve("c.mcap");
    try (BagWriter writer = BagWriter.create(bag, BagOptions.of(BagFormat.MCAP))) {
      BagConnection texts =
          new BagConnection(
              "/t",
              "std_msgs/String",
              "992ce8a1687cec8c8bd883ec73ca41d1",
              "string data\n",
              "/x",
              false);
      for (int i = 0; i <= 20; i++) {
        writer.write(texts, (5000 + i) * 100_000_000L, new byte[4]);
      }
    }
    node.getParameterTree().set("/use_sim_time", true);
    try {
      Process py =
          ros.start(
              "/usr/bin/python3",
              "-c",
              "import rospy\nfrom std_msgs.msg import String\n"
                  + "rospy.init_node('clocked')\n"
                  + "times = []\n"
                  + "s = rospy.Subscriber('/t', String, lambda m: times.append(rospy.get_time()))\n"
                  + "while len(times) < 21: __import__('time').sleep(0.01)\n"
                  + "print('times', times[0], times[-1])\n");
      CompletableFuture<String> replay =
          CompletableFuture.supplyAsync(
              () ->
                  cobot(
                      "replay",
                      "--clock",
                      "200",
                      "--rate",
                      "2",
                      "--wait-for-subscribers",
                      bag.toString()));
      String[] times = ros.finish(py).strip().replaceAll("(?s).*times ", "").split(" ", -1);
      assertEquals(502.0, Double.parseDouble(times[1]), 0.2);
      assertTrue(Double.parseDouble(times[0]) < 500.5, times[0]);
      assertTrue(replay.get(60, TimeUnit.SECONDS).startsWith("21 messages"));
    } finally {
      node.getParameterTree().delete("/use_sim_time");
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    String uri = master.getUri().toString();
    assertEquals(3, exitCode("ros", "topic", "echo", "/absent", "--ros", uri));
    assertEquals(3, exitCode("ros", "topic", "hz", "/absent", "--ros", uri));
    assertEquals(3, exitCode("ros", "node", "kill", "/absent", "--ros", uri));
    assertEquals(3, exitCode("ros", "service", "call", "/absent", "--ros", uri));
    assertEquals(3, exitCode("ros", "param", "get", "/absent", "--ros", uri));
    assertEquals(3, exitCode("ros", "topic", "pub", "-1", "/x", "no_such/Type", "--ros", uri));
    assertEquals(2, exitCode("ros", "service", "call", "/switch", "5", "--ros", uri));
    assertEquals(2, exitCode("ros", "topic", "echo", "-n", "0", "/kept", "--ros", uri));
    assertEquals(2, exitCode("record", "--out", "x.bag", "--ros", uri));
    assertEquals(2, exitCode("record", "--all", "--out", "x.txt", "--ros", uri));
    assertEquals(2, exitCode("record", "--all", "--out", "x.bag", "--split", "5", "--ros", uri));
    assertEquals(3, exitCode("replay", "/no/such.bag", "--ros", uri));
    assertEquals(2, exitCode("replay", "x.bag", "--rate", "0", "--ros", uri));
    assertEquals(2, exitCode("ros", "topic"));
    assertEquals(2, exitCode("ros"));
    assertEquals(5, exitCode("ros", "node", "list", "--ros", "http://127.0.0.1:1"));
  }
}
