package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.BoolMessage;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.DiagnosticStatus;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.EmptyMessage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.JointTrajectoryPoint;
import dev.cobot.ros.message.KeyValue;
import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.MarkerArray;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.PointField;
import dev.cobot.ros.message.PoseStamped;
import dev.cobot.ros.message.RegionOfInterest;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TFMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our nodes and our master against the tools, nodes and master of Debian's ROS 1. */
@Timeout(300)
class DebianRosInteropTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private Path home;
  private RosCore master;
  private ConnectedNode node;
  private DebianRos ros;

  @BeforeEach
  void start() throws RosException {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
    node =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("cobot"));
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
    if (ros != null) {
      ros.close();
    }
    master.close();
  }

  @Test
  @InteropCase("rostopic pub reaches us, with characters beyond ASCII")
  void rostopicPubReachesUs() throws Exception {
    BlockingQueue<StringMessage> got = new LinkedBlockingQueue<>();
    node.newSubscriber("/x", StringMessage.class).addMessageListener(got::add, 10);
    ros.run("rostopic", "pub", "-1", "/x", "std_msgs/String", "grüß <dich> & mich");
    assertEquals(new StringMessage("grüß <dich> & mich"), got.poll(60, TimeUnit.SECONDS));
  }

  @Test
  @InteropCase("our dynamic messages print to the letter as rostopic echo does")
  void dynamicMessagesPrintAsRostopicEchoDoes() throws Exception {
    List<RosMessage> messages =
        List.of(
            new JointTrajectoryMessage(
                new Header(3, new RosTime(12, 34), "base_link"),
                List.of("shoulder_pan", "a b", "7", "", "yes", "/x/y-1.2"),
                List.of(
                    new JointTrajectoryPoint(
                        new double[] {0.25, -1.5, 1e-7, 1e17, 123456.789},
                        new double[] {Double.NaN, Double.NEGATIVE_INFINITY},
                        new double[0],
                        new double[0],
                        RosDuration.ofNanos(-1_500_000_000)))),
            new DiagnosticStatus(
                DiagnosticStatus.WARN,
                "a \"quoted\" name",
                "two\nlines",
                "",
                List.of(new KeyValue("k", "v"))),
            new Image(
                new Header(0, RosTime.ZERO, ""), 1, 2, "mono8", (byte) 0, 2, new byte[] {-1, 0}),
            new PointField("x", -1, PointField.FLOAT32, 1),
            new BoolMessage(true),
            new EmptyMessage());
    for (int i = 0; i < messages.size(); i++) {
      DynamicMessage message = DynamicMessage.of(messages.get(i));
      node.newPublisher("/d" + i, message.type(), PublisherOptions.latched(1)).publish(message);
      assertEquals(
          message + "\n---\n", ros.run("rostopic", "echo", "-n1", "/d" + i), message.type().name());
    }
  }

  @Test
  @InteropCase({
    "rostopic echo reads our nested message",
    "rostopic info shows our publisher",
    "rostopic list -v shows our type and count"
  })
  void rostopicEchoReadsUs() throws Exception {
    Publisher<JointTrajectoryMessage> publisher =
        node.newPublisher(
            "/arm/command", JointTrajectoryMessage.class, PublisherOptions.latched(1));
    publisher.publish(
        new JointTrajectoryMessage(
            new Header(3, new RosTime(12, 34), "base_link"),
            List.of("shoulder", "elbow"),
            List.of(
                new JointTrajectoryPoint(
                    new double[] {0.25, -1.5},
                    new double[0],
                    new double[0],
                    new double[0],
                    new RosDuration(1, 500_000_000)))));
    String echo = ros.run("rostopic", "echo", "-n1", "/arm/command");
    assertTrue(echo.contains("positions: [0.25, -1.5]"), echo);
    assertTrue(echo.contains("nsecs: 500000000"), echo);
    assertTrue(echo.contains("  - elbow"), echo);
    String info = ros.run("rostopic", "info", "/arm/command");
    assertTrue(info.contains("Type: trajectory_msgs/JointTrajectory"), info);
    assertTrue(info.contains("* /cobot (" + node.getUri() + ")"), info);
    String list = ros.run("rostopic", "list", "-v");
    assertTrue(list.contains("/arm/command [trajectory_msgs/JointTrajectory] 1 publisher"), list);
  }

  @Test
  @InteropCase({
    "rosbag record takes our topics",
    "rosbag info counts our messages",
    "rosbag reads our messages by the definition that we sent"
  })
  void rosbagRecordsWhatWePublish() throws Exception {
    Publisher<Image> images = node.newPublisher("/camera", Image.class, PublisherOptions.DEFAULT);
    Publisher<JointState> joints =
        node.newPublisher("/joint_states", JointState.class, PublisherOptions.DEFAULT);
    Publisher<CameraInfo> infos =
        node.newPublisher("/camera_info", CameraInfo.class, PublisherOptions.DEFAULT);
    Path bag = home.resolve("test.bag");
    Process record =
        ros.start(
            "rosbag",
            "record",
            "-l",
            "5",
            "-O",
            bag.toString(),
            "/camera",
            "/joint_states",
            "/camera_info");
    assertTrue(images.awaitSubscriber(LONG), () -> ros.output(record));
    assertTrue(joints.awaitSubscriber(LONG), () -> ros.output(record));
    assertTrue(infos.awaitSubscriber(LONG), () -> ros.output(record));
    byte[] pixels = new byte[64 * 48 * 3];
    for (int i = 0; i < 5; i++) {
      Header header = new Header(i, node.getCurrentTime(), "camera_optical");
      infos.publish(cameraInfo(header));
      images.publish(new Image(header, 48, 64, "rgb8", (byte) 0, 64 * 3, pixels));
      joints.publish(
          new JointState(
              header, List.of("j1"), new double[] {i}, new double[] {0}, new double[] {0}));
    }
    assertTrue(record.waitFor(60, TimeUnit.SECONDS), () -> ros.output(record));
    assertTrue(Files.exists(bag), () -> ros.output(record));
    String info = ros.run("rosbag", "info", bag.toString());
    assertTrue(info.replaceAll(" +", " ").contains("/camera 5 msgs : sensor_msgs/Image"), info);
    assertTrue(
        info.replaceAll(" +", " ").contains("/joint_states 5 msgs : sensor_msgs/JointState"), info);
    String echo = ros.run("rostopic", "echo", "-b", bag.toString(), "-n1", "-p", "/joint_states");
    assertTrue(echo.contains("field.position0"), echo);
    // Reads the messages by the definition in the bag, not by the installed classes.
    String script =
        "import rosbag,sys\n"
            + "n = 0\n"
            + "for topic, m, t in rosbag.Bag(sys.argv[1]).read_messages():\n"
            + "    n += len(getattr(m, {'/camera': 'data', '/camera_info': 'K'}.get(topic,"
            + " 'name')))\n"
            + "print('total', n)\n";
    String total = ros.run("/usr/bin/python3", "-c", script, bag.toString());
    assertTrue(total.contains("total " + (5 * 64 * 48 * 3 + 5 + 5 * 9)), total);
  }

  private static CameraInfo cameraInfo(Header header) {
    return new CameraInfo(
        header,
        48,
        64,
        "plumb_bob",
        new double[5],
        new double[] {60, 0, 31.5, 0, 60, 23.5, 0, 0, 1},
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        new double[] {60, 0, 31.5, 0, 0, 60, 23.5, 0, 0, 0, 1, 0},
        0,
        0,
        new RegionOfInterest(0, 0, 0, 0, false));
  }

  @Test
  @InteropCase("rosbag play --clock reaches us, and our time is the bag's")
  void rosbagPlaysToUsWithItsClock() throws Exception {
    Path bag = home.resolve("play.bag");
    String script =
        "import rosbag, rospy, sys\n"
            + "from sensor_msgs.msg import JointState\n"
            + "with rosbag.Bag(sys.argv[1], 'w') as bag:\n"
            + "    for i in range(20):\n"
            + "        t = rospy.Time(1000 + i * 0.05)\n"
            + "        m = JointState(name=['j'], position=[i])\n"
            + "        m.header.stamp = t\n"
            + "        bag.write('/joint_states', m, t)\n";
    ros.run("/usr/bin/python3", "-c", script, bag.toString());
    node.getParameterTree().set("/use_sim_time", true);
    BlockingQueue<JointState> got = new LinkedBlockingQueue<>();
    try (ConnectedNode reader =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("reader"))) {
      assertTrue(reader.usesSimulatedTime());
      assertEquals(RosTime.ZERO, reader.getCurrentTime());
      reader.newSubscriber("/joint_states", JointState.class).addMessageListener(got::add, 100);
      ros.run("rosbag", "play", "--clock", "-d", "1", "-q", bag.toString());
      JointState last = null;
      for (int i = 0; i < 20; i++) {
        last = got.poll(60, TimeUnit.SECONDS);
        assertEquals(i, last.position()[0]);
      }
      assertEquals(List.of("j"), last.name());
      assertEquals(1000, reader.getCurrentTime().secs());
    }
  }

  @Test
  @InteropCase({
    "rosnode ping reaches us",
    "rosnode info shows our publications and services",
    "rosnode kill ends the node, and it leaves the master"
  })
  void rosnodeSeesUs() throws Exception {
    node.newPublisher("/y", StringMessage.class, PublisherOptions.DEFAULT);
    node.newServiceServer("~stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
    String ping = ros.run("rosnode", "ping", "-c", "2", "/cobot");
    assertTrue(ping.contains("xmlrpc reply from " + node.getUri()), ping);
    String info = ros.run("rosnode", "info", "/cobot");
    assertTrue(info.contains(" * /y [std_msgs/String]"), info);
    assertTrue(info.contains(" * /cobot/stop"), info);
    ros.run("rosnode", "kill", "/cobot");
    LoopbackTest.await("the node obeys", node::isClosed);
    assertEquals("", ros.run("rosnode", "list").strip());
  }

  @Test
  @InteropCase({
    "rosparam set reaches our tree and our watch",
    "rosparam get and list read what we set",
    "rosparam load and delete change our tree"
  })
  void rosparamSharesOurTree() throws Exception {
    BlockingQueue<Optional<Object>> rates = new LinkedBlockingQueue<>();
    node.getParameterTree()
        .addParameterListener("/rate", value -> rates.add(Optional.ofNullable(value)));
    ros.run("rosparam", "set", "/rate", "5");
    assertEquals(Optional.of(5), rates.poll(60, TimeUnit.SECONDS));
    ros.run("rosparam", "set", "/robot", "{name: arm, limits: [1.5, -2], enabled: true}");
    assertEquals(5, node.getParameterTree().getInteger("/rate"));
    assertEquals("arm", node.getParameterTree().getString("/robot/name"));
    assertTrue(node.getParameterTree().getBoolean("/robot/enabled"));
    node.getParameterTree().set("~gain", 0.125);
    assertEquals("0.125", ros.run("rosparam", "get", "/cobot/gain").strip());
    String list = ros.run("rosparam", "list");
    assertTrue(list.contains("/robot/limits"), list);
    String yaml = ros.run("rosparam", "get", "/");
    assertTrue(yaml.contains("name: arm"), yaml);
    Path file = Files.writeString(home.resolve("p.yaml"), "a: {b: 1, c: [x, y]}\n");
    ros.run("rosparam", "load", file.toString(), "/loaded");
    assertEquals(1, node.getParameterTree().getInteger("/loaded/a/b"));
    ros.run("rosparam", "delete", "/loaded");
    assertTrue(node.getParameterTree().get("/loaded").isEmpty());
  }

  @Test
  @InteropCase("roslaunch loads its parameters into our master by system.multicall")
  void roslaunchLoadsItsParametersIntoOurMaster() throws Exception {
    Path launch =
        Files.writeString(
            home.resolve("x.launch"),
            "<launch><param name='robot_description' value=\"&lt;robot name='a'/&gt;\"/>"
                + "<rosparam>{a: {b: [1, 2.5, x]}, flag: true}</rosparam></launch>");
    String output = ros.run("roslaunch", launch.toString());
    assertTrue(output.contains("/robot_description"), output);
    assertEquals("<robot name='a'/>", node.getParameterTree().getString("/robot_description"));
    assertEquals(List.of(1, 2.5, "x"), node.getParameterTree().get("/a/b").orElseThrow());
    assertTrue(node.getParameterTree().getBoolean("/flag"));
  }

  @Test
  @InteropCase("rosservice call, type and info use our service")
  void rosserviceCallsUs() throws Exception {
    node.newServiceServer(
        "/stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
    String answer = ros.run("rosservice", "call", "/stop");
    assertTrue(answer.contains("message: \"stopped\""), answer);
    assertEquals("std_srvs/Trigger", ros.run("rosservice", "type", "/stop").strip());
    String info = ros.run("rosservice", "info", "/stop");
    assertTrue(info.contains("Node: /cobot"), info);
  }

  @Test
  @InteropCase("we wait for a service of a rospy node that starts, and call it")
  void weCallAServiceOfRospy() throws Exception {
    String script =
        "import rospy\n"
            + "from std_srvs.srv import Trigger, TriggerResponse\n"
            + "rospy.init_node('server')\n"
            + "rospy.Service('work', Trigger, lambda q: TriggerResponse(True, 'done'))\n"
            + "rospy.spin()\n";
    Process server = ros.start("/usr/bin/python3", "-c", script);
    ServiceClient<TriggerRequest, TriggerResponse> client =
        node.newServiceClient("/work", ServiceType.TRIGGER);
    LoopbackTest.await(
        "the server stands",
        () -> {
          try {
            return client.isAvailable() || !server.isAlive();
          } catch (RosException e) {
            return false;
          }
        });
    assertEquals(new TriggerResponse(true, "done"), client.callAndWait(new TriggerRequest(), LONG));
  }

  @Test
  @InteropCase({
    "our nodes work with rosmaster",
    "our nodes register again with a rosmaster that was restarted"
  })
  void weLiveWithDebiansMaster() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    try (DebianRos other = new DebianRos(uri, home)) {
      Process first = other.start("rosmaster", "--core", "-p", Integer.toString(port));
      awaitListening(port);
      NodeConfiguration config =
          NodeConfiguration.newPrivate(uri)
              .setNodeName("guest")
              .setMasterPoll(Duration.ofMillis(200));
      try (ConnectedNode guest = ConnectedNode.connect(config)) {
        Publisher<StringMessage> publisher =
            guest.newPublisher("/chat", StringMessage.class, PublisherOptions.latched(1));
        publisher.publish(new StringMessage("hello"));
        String echo = other.run("rostopic", "echo", "-n1", "/chat");
        assertTrue(echo.contains("data: \"hello\""), echo);
        guest.getParameterTree().set("/a", List.of(1, "two", 3.5));
        assertEquals(List.of(1, "two", 3.5), guest.getParameterTree().get("/a").orElseThrow());

        first.destroy();
        assertTrue(first.waitFor(60, TimeUnit.SECONDS));
        other.start("rosmaster", "--core", "-p", Integer.toString(port));
        awaitListening(port);
        LoopbackTest.await(
            "the new master knows the node",
            () -> {
              try {
                return guest.callMaster("lookupNode", "/test", "/guest").ok();
              } catch (RosException e) {
                return false;
              }
            });
        echo = other.run("rostopic", "echo", "-n1", "/chat");
        assertTrue(echo.contains("data: \"hello\""), echo);
      }
      String state = other.run("rostopic", "list");
      assertTrue(!state.contains("/chat"), state);
    }
  }

  static void awaitListening(int port) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    LoopbackTest.await(
        "the master answers",
        () -> {
          try {
            return XmlRpcClient.call(uri, Duration.ofSeconds(2), "getPid", "/test").ok();
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  @InteropCase("the md5 of our messages are those of Debian's Python classes")
  void messagesAreThoseOfDebiansClasses() throws Exception {
    String script =
        "import sys, importlib\n"
            + "for name in sys.argv[1:]:\n"
            + "    p, n = name.split('/')\n"
            + "    c = getattr(importlib.import_module(p + '.msg'), n)\n"
            + "    print(name, c._md5sum)\n";
    List<Class<? extends RosMessage>> types =
        List.of(
            Image.class,
            CameraInfo.class,
            JointState.class,
            JointTrajectoryMessage.class,
            Log.class,
            ClockMessage.class,
            DiagnosticArray.class,
            MarkerArray.class,
            TFMessage.class,
            PoseStamped.class,
            CompressedImage.class);
    String[] command = new String[types.size() + 3];
    command[0] = "/usr/bin/python3";
    command[1] = "-c";
    command[2] = script;
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      MessageType<?> type = MessageType.of(types.get(i));
      command[i + 3] = type.name();
      expected.append(type.name()).append(' ').append(type.md5()).append('\n');
    }
    assertEquals(expected.toString(), ros.run(command));
  }

  @Test
  @InteropCase("rostopic echo reads our /diagnostics and /rosout")
  void diagnosticsAndLogAreReadable() throws Exception {
    Publisher<DiagnosticArray> publisher =
        node.newPublisher("/diagnostics", DiagnosticArray.class, PublisherOptions.latched(1));
    publisher.publish(
        new DiagnosticArray(
            new Header(0, node.getCurrentTime(), ""),
            List.of(
                new DiagnosticStatus(
                    DiagnosticStatus.WARN,
                    "gate",
                    "slow",
                    "cell",
                    List.of(new KeyValue("p99", "7"))))));
    String echo = ros.run("rostopic", "echo", "-n1", "/diagnostics");
    assertTrue(echo.contains("level: 1") && echo.contains("key: \"p99\""), echo);
    node.getLog().log(LogLevel.ERROR, "the gate stopped the arm");
    String log = ros.run("rostopic", "echo", "-n1", "/rosout");
    assertTrue(log.contains("level: 8") && log.contains("msg: \"the gate stopped the arm\""), log);
  }
}
