package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.EmptyRequest;
import dev.cobot.ros.message.EmptyResponse;
import dev.cobot.ros.message.Float64Message;
import dev.cobot.ros.message.GetLoggersRequest;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.RawMessage;
import dev.cobot.ros.message.RawType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolRequest;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.SetLoggerLevelRequest;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.ros.message.UInt8MultiArray;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Our node and our master with a rospy node, both ways. One master and one peer serve all. */
@Timeout(300)
class RospyInteropTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private static Path home;
  private static RosCore master;
  private static DebianRos ros;
  private static ConnectedNode node;
  private static RospyPeer peer;

  @BeforeAll
  static void start() {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
    node = connect("cobot");
    peer = RospyPeer.start(ros, "peer");
    peer.expect("'/peer'", "rospy.get_name()");
  }

  private static ConnectedNode connect(String name) {
    return ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName(name));
  }

  @AfterAll
  static void stop() {
    ros.close();
    node.close();
    master.close();
  }

  private static <M extends RosMessage> Publisher<M> heard(
      String topic, Class<M> type, String python) throws InterruptedException {
    Publisher<M> publisher = node.newPublisher(topic, type);
    peer.say(python);
    assertTrue(publisher.awaitSubscriber(LONG), topic);
    return publisher;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(item != null, "nothing came");
    return item;
  }

  private static <M extends RosMessage> BlockingQueue<M> hear(String topic, Class<M> type) {
    BlockingQueue<M> queue = new LinkedBlockingQueue<>();
    node.newSubscriber(topic, type).addMessageListener(queue::add, 1000);
    return queue;
  }

  // Topics, from us to rospy

  @Test
  @InteropCase("a rospy subscriber gets our messages in their order")
  void rospyHearsUs() throws Exception {
    Publisher<StringMessage> texts = heard("/texts", StringMessage.class, "hear('/texts', String)");
    for (String text : List.of("one", "zwölf", "")) {
      texts.publish(new StringMessage(text));
    }
    peer.expect("['one', 'zwölf', '']", "take('/texts', 3)");
  }

  @Test
  @InteropCase({
    "a late rospy subscriber gets our latched message",
    "rospy.wait_for_message gets our latched message"
  })
  void rospyGetsTheLatchedMessage() {
    node.newPublisher("/kept", StringMessage.class, PublisherOptions.latched(1))
        .publish(new StringMessage("still here"));
    peer.say("hear('/kept', String)");
    peer.expect("['still here']", "take('/kept', 1)");
    peer.expect("'still here'", "rospy.wait_for_message('/kept', String, 60).data");
  }

  @Test
  @InteropCase("rospy.AnyMsg gets our bytes and the header with type and definition")
  void anyMsgReadsUs() throws Exception {
    Publisher<Float64Message> numbers =
        heard(
            "/number",
            Float64Message.class,
            "hear('/number', rospy.AnyMsg, lambda m: (m._connection_header['type'],"
                + " m._connection_header['callerid'], m._connection_header['latching'],"
                + " m._connection_header['message_definition'].strip(), m._buff))");
    numbers.publish(new Float64Message(2.0));
    peer.expect(
        "[('std_msgs/Float64', '/cobot', '0', 'float64 data',"
            + " b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00@')]",
        "take('/number', 1)");
  }

  @Test
  @InteropCase("rospy reads our images byte for byte")
  void rospyReadsImages() throws Exception {
    Publisher<Image> images =
        heard(
            "/image",
            Image.class,
            "hear('/image', Image, lambda m: (m.width, m.encoding, len(m.data),"
                + " bytes(m.data) == bytes(i % 251 for i in range(640 * 480 * 3))))");
    byte[] pixels = new byte[640 * 480 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    images.publish(
        new Image(new Header(0, RosTime.ZERO, "c"), 480, 640, "rgb8", (byte) 0, 1920, pixels));
    peer.expect("[(640, 'rgb8', 921600, True)]", "take('/image', 1)");
  }

  @Test
  @InteropCase("rospy reads our headers, lists and arrays")
  void rospyReadsJointStates() throws Exception {
    Publisher<JointState> joints =
        heard(
            "/joints",
            JointState.class,
            "hear('/joints', JointState, lambda m: (m.header.stamp.to_nsec(), m.header.frame_id,"
                + " m.name, m.position, m.effort))");
    joints.publish(
        new JointState(
            new Header(7, new RosTime(-2, 5), "base"),
            List.of("a", "b"),
            new double[] {1.5, -0.25},
            new double[0],
            new double[] {3}));
    peer.expect(
        "[(4294967294000000005, 'base', ['a', 'b'], (1.5, -0.25), (3.0,))]", "take('/joints', 1)");
  }

  @Test
  @InteropCase("we forget a rospy subscriber that unsubscribes")
  void rospyUnsubscribes() throws Exception {
    Publisher<StringMessage> texts =
        heard("/leaving", StringMessage.class, "hear('/leaving', String)");
    peer.say("kept[-1].unregister()");
    LoopbackTest.await("the link goes", () -> !texts.hasSubscribers());
  }

  @Test
  @InteropCase("we refuse a rospy subscriber of another type and serve one of the right type")
  void rospyOfAnotherTypeIsRefused() throws Exception {
    Publisher<StringMessage> texts = node.newPublisher("/typed", StringMessage.class);
    peer.say("hear('/typed', Float64)");
    String reply =
        peer.say(
            "(lambda s: (s.connect(tuple(rospy.core.xmlrpcapi('"
                + node.getUri()
                + "').requestTopic('/peer', '/typed', [['TCPROS']])[2][1:3])),"
                + " __import__('rosgraph.network').network.write_ros_handshake_header(s, {'topic':"
                + " '/typed', 'type': 'std_msgs/Float64', 'callerid': '/peer', 'md5sum':"
                + " Float64._md5sum}),"
                + " __import__('rosgraph.network').network.read_ros_handshake_header(s,"
                + " __import__('io').BytesIO(),"
                + " 4096)))(__import__('socket').socket())[2]['error']");
    assertTrue(reply.contains("std_msgs/String, not std_msgs/Float64"), reply);
    assertEquals(0, texts.getNumberOfSubscribers());
    peer.say("rospy.wait_for_message.__name__");
  }

  // Topics, from rospy to us

  @Test
  @InteropCase("we get the messages of a rospy publisher in their order")
  void weHearRospy() throws Exception {
    BlockingQueue<StringMessage> got = hear("/said", StringMessage.class);
    peer.say("heard(publisher('/said', String)) and None");
    peer.say("[publisher('/said', String).publish('n%d' % i) for i in range(50)]");
    for (int i = 0; i < 50; i++) {
      assertEquals(new StringMessage("n" + i), next(got));
    }
  }

  @Test
  @InteropCase("we get rospy's latched message, also a listener that comes later")
  void weGetRospysLatchedMessage() throws Exception {
    peer.say("publisher('/rospy_kept', String, latch=True).publish('waiting')");
    assertEquals(new StringMessage("waiting"), next(hear("/rospy_kept", StringMessage.class)));
    assertEquals(new StringMessage("waiting"), next(hear("/rospy_kept", StringMessage.class)));
  }

  @Test
  @InteropCase({
    "RawType.ANY_TYPE takes rospy's bytes with type and full definition",
    "DynamicType.any() reads rospy's nested message by the definition that it sends"
  })
  void weReadRospyWithoutClasses() throws Exception {
    BlockingQueue<RawMessage> raw = new LinkedBlockingQueue<>();
    node.newSubscriber("/rospy_joints", RawType.ANY_TYPE).addMessageListener(raw::add, 10);
    peer.say("heard(publisher('/rospy_joints', JointState, latch=True)) and None");
    peer.say("publisher('/rospy_joints', JointState).publish(name=['x'], position=[0.5])");
    RawMessage message = next(raw);
    assertEquals("sensor_msgs/JointState", message.type().name());
    assertEquals(0.5, message.decode().getDouble("position[0]"));
    BlockingQueue<DynamicMessage> dynamic = new LinkedBlockingQueue<>();
    try (ConnectedNode other = connect("dynamic")) {
      other.newSubscriber("/rospy_joints", DynamicType.any()).addMessageListener(dynamic::add, 10);
      DynamicMessage read = next(dynamic);
      assertEquals("x", read.getString("name[0]"));
      assertEquals("", read.getString("header.frame_id"));
    }
  }

  @Test
  @InteropCase("we read rospy's byte arrays")
  void weReadBytes() throws Exception {
    BlockingQueue<UInt8MultiArray> got = hear("/bytes", UInt8MultiArray.class);
    peer.say("heard(publisher('/bytes', UInt8MultiArray)) and None");
    peer.say("publisher('/bytes', UInt8MultiArray).publish(data=bytes([0, 127, 128, 255]))");
    assertArrayEquals(new byte[] {0, 127, -128, -1}, next(got).data());
  }

  @Test
  @InteropCase("rospy sees our subscriber go")
  void weUnsubscribe() throws Exception {
    Subscriber<StringMessage> subscriber = node.newSubscriber("/unheard", StringMessage.class);
    peer.say("heard(publisher('/unheard', String)) and None");
    subscriber.close();
    LoopbackTest.await(
        "the link goes",
        () -> peer.say("publisher('/unheard', String).get_num_connections()").equals("0"));
  }

  // Services

  @Test
  @InteropCase({
    "rospy calls our services and waits for them",
    "a persistent rospy proxy calls us again and again",
    "rospy is told why our service failed"
  })
  void rospyCallsUs() {
    node.newServiceServer(
        "/stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
    node.newServiceServer(
        "/switch",
        ServiceType.SET_BOOL,
        request -> new SetBoolResponse(request.data(), request.data() ? "on" : "off"));
    node.newServiceServer("/nothing", ServiceType.EMPTY, request -> new EmptyResponse());
    node.newServiceServer(
        "/jammed",
        ServiceType.TRIGGER,
        request -> {
          throw new IllegalStateException("the gripper is jammed");
        });
    peer.say("rospy.wait_for_service('/stop', 60)");
    peer.expect("'stopped'", "rospy.ServiceProxy('/stop', Trigger)().message");
    peer.expect(
        "['on', 'off', 'on']",
        "[(lambda p: [p(b).message for b in (True, False, True)])("
            + "rospy.ServiceProxy('/switch', SetBool, persistent=True))][0]");
    peer.say("rospy.ServiceProxy('/nothing', EmptySrv)()");
    String refusal = peer.refusal("rospy.ServiceProxy('/jammed', Trigger)()");
    assertTrue(refusal.contains("the gripper is jammed"), refusal);
  }

  @Test
  @InteropCase("we refuse a rospy client of another service type")
  void rospyOfAnotherServiceTypeIsRefused() {
    node.newServiceServer(
        "/only_trigger", ServiceType.TRIGGER, request -> new TriggerResponse(true, ""));
    String refusal = peer.refusal("rospy.ServiceProxy('/only_trigger', SetBool)(True)");
    assertTrue(refusal.contains("md5sum"), refusal);
  }

  @Test
  @InteropCase({
    "we call services of rospy",
    "we are told why a service of rospy failed",
    "RawService learns the type of rospy's service from it and calls it with bytes"
  })
  void weCallRospy() {
    peer.say("serve('/py_work', Trigger, lambda q: TriggerResponse(True, 'done'))");
    peer.say("serve('/py_switch', SetBool, lambda q: SetBoolResponse(not q.data, 'x'))");
    peer.say("serve('/py_jammed', Trigger, fail)");
    assertEquals(
        new TriggerResponse(true, "done"),
        node.newServiceClient("/py_work", ServiceType.TRIGGER)
            .callAndWait(new TriggerRequest(), LONG));
    assertEquals(
        new SetBoolResponse(false, "x"),
        node.newServiceClient("/py_switch", ServiceType.SET_BOOL)
            .callAndWait(new SetBoolRequest(true), LONG));
    RosException failed =
        assertThrows(
            RosException.class,
            () ->
                node.newServiceClient("/py_jammed", ServiceType.TRIGGER)
                    .callAndWait(new TriggerRequest(), LONG));
    assertTrue(failed.getMessage().contains("the gripper is jammed"), failed::getMessage);
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    RawService raw =
        RawService.probe(graph, "/py_switch", graph.serviceUri("/py_switch").orElseThrow());
    assertEquals("std_srvs/SetBool", raw.type());
    assertEquals(ServiceType.SET_BOOL.md5(), raw.md5());
    assertArrayEquals(new byte[] {1, 1, 0, 0, 0, 'x'}, raw.call(new byte[] {0}, LONG));
  }

  // Parameters

  @Test
  @InteropCase({
    "rospy reads parameters that we set, of every type",
    "we read parameters that rospy sets, of every type",
    "rospy and we delete each other's parameters"
  })
  void parametersGoBothWays() {
    ParameterTree tree = node.getParameterTree();
    tree.set("/ours", Map.of("i", 5, "d", 0.5, "s", "text", "b", true, "l", List.of(1, "x")));
    peer.expect("5", "rospy.get_param('/ours/i')");
    peer.expect("0.5", "rospy.get_param('/ours/d')");
    peer.expect("'text'", "rospy.get_param('/ours/s')");
    peer.expect("True", "rospy.get_param('/ours/b')");
    peer.expect("[1, 'x']", "rospy.get_param('/ours/l')");
    peer.say("rospy.set_param('/theirs', {'a': {'b': [1, 2.5, 'x', False]}, 'n': -7})");
    assertEquals(List.of(1, 2.5, "x", false), tree.getList("/theirs/a/b"));
    assertEquals(-7, tree.getInteger("/theirs/n"));
    peer.say("rospy.delete_param('/ours/i')");
    assertTrue(!tree.has("/ours/i"));
    assertTrue(tree.delete("/theirs"));
    peer.expect("False", "rospy.has_param('/theirs')");
  }

  @Test
  @InteropCase({
    "our watch is told what rospy sets and deletes",
    "rospy's cached parameter follows what we set"
  })
  void parametersAreWatchedBothWays() throws Exception {
    BlockingQueue<Optional<Object>> values = new LinkedBlockingQueue<>();
    node.getParameterTree()
        .addParameterListener("/watched", value -> values.add(Optional.ofNullable(value)));
    peer.say("rospy.set_param('/watched', 3)");
    assertEquals(Optional.of(3), next(values));
    peer.say("rospy.delete_param('/watched')");
    assertEquals(Optional.empty(), next(values));
    node.getParameterTree().set("/cached", 1);
    peer.expect("1", "rospy.get_param_cached('/cached')");
    node.getParameterTree().set("/cached", 2);
    LoopbackTest.await(
        "the cache follows", () -> peer.say("rospy.get_param_cached('/cached')").equals("2"));
  }

  @Test
  @InteropCase("rospy.search_param and our search find the same parameter")
  void parametersAreSearched() {
    node.getParameterTree().set("/sought", 1);
    peer.expect("'/sought'", "rospy.search_param('sought')");
    assertEquals(Optional.of(GraphName.of("/sought")), node.getParameterTree().search("sought"));
  }

  // Logging

  @Test
  @InteropCase({
    "rospy calls our ~get_loggers and ~set_logger_level",
    "we call rospy's ~get_loggers and ~set_logger_level"
  })
  void loggersBothWays() {
    String ours =
        peer.say(
            "[(l.name, l.level) for l in rospy.ServiceProxy('/cobot/get_loggers',"
                + " __import__('roscpp.srv').srv.GetLoggers)().loggers]");
    assertTrue(ours.contains("('ros.cobot', 'info')"), ours);
    peer.say(
        "rospy.ServiceProxy('/cobot/set_logger_level',"
            + " __import__('roscpp.srv').srv.SetLoggerLevel)('ros.cobot', 'info')");
    ServiceClient<SetLoggerLevelRequest, ?> set =
        node.newServiceClient("/peer/set_logger_level", ServiceType.SET_LOGGER_LEVEL);
    set.callAndWait(new SetLoggerLevelRequest("rosout", "debug"), LONG);
    assertTrue(
        node
            .newServiceClient("/peer/get_loggers", ServiceType.GET_LOGGERS)
            .callAndWait(new GetLoggersRequest(), LONG)
            .loggers()
            .stream()
            .anyMatch(l -> l.name().equals("rosout") && l.level().equalsIgnoreCase("debug")));
    set.callAndWait(new SetLoggerLevelRequest("rosout", "info"), LONG);
  }

  @Test
  @InteropCase({"rospy's log reaches us on /rosout", "our log reaches rospy on /rosout"})
  void logsGoBothWays() throws Exception {
    BlockingQueue<Log> logs = hear("/rosout", Log.class);
    peer.say("hear('/rosout', Log, lambda m: (m.name, m.level, m.msg))");
    Log log = null;
    while (log == null || !log.msg().equals("from rospy")) {
      peer.say("rospy.logwarn('from rospy')");
      log = logs.poll(1, TimeUnit.SECONDS);
    }
    assertEquals(4, log.level());
    assertEquals("/peer", log.name());
    LoopbackTest.await(
        "our log arrives",
        () -> {
          node.getLog().error("from cobot");
          return peer.say("('/cobot', 8, 'from cobot') in take('/rosout', 1)").equals("True");
        });
  }

  // Graph

  @Test
  @InteropCase("rospy.get_published_topics lists ours")
  void rospyListsTopics() {
    node.newPublisher("/listed", StringMessage.class);
    peer.expect("True", "['/listed', 'std_msgs/String'] in rospy.get_published_topics()");
  }

  @Test
  @InteropCase({
    "a rospy node takes remappings, a namespace and private parameters with our master",
    "an anonymous rospy node registers with our master and leaves it when it shuts down"
  })
  void rospyIsRemappedAndAnonymous() throws Exception {
    Publisher<StringMessage> texts = node.newPublisher("/to", StringMessage.class);
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    try (RospyPeer other =
        RospyPeer.start(
            ros, "other", "anonymous", "/cell/from:=/to", "_rate:=2.5", "__ns:=/cell")) {
      String name = other.say("rospy.get_name()").replace("'", "");
      assertTrue(name.matches("/cell/other_\\d+_\\d+"), name);
      assertEquals(2.5, node.getParameterTree().getDouble(name + "/rate"));
      other.say("hear('from', String)");
      assertTrue(texts.awaitSubscriber(LONG));
      assertTrue(graph.state().nodes().contains(name));
      other.say("rospy.signal_shutdown('enough')");
      LoopbackTest.await("it leaves", () -> !graph.state().nodes().contains(name));
    }
  }

  @Test
  @InteropCase({
    "a rospy node takes the name of another rospy node: our master ends the old one",
    "our node that gets the name of a rospy node ends it, and is ended by the next"
  })
  void twoNodesOfOneName() throws Exception {
    try (RospyPeer first = RospyPeer.start(ros, "twin")) {
      first.expect("'/twin'", "rospy.get_name()");
      try (RospyPeer second = RospyPeer.start(ros, "twin")) {
        second.expect("'/twin'", "rospy.get_name()");
        LoopbackTest.await("the first ends", () -> first.say("rospy.is_shutdown()").equals("True"));
        try (ConnectedNode ours = connect("twin")) {
          LoopbackTest.await(
              "the second ends", () -> second.say("rospy.is_shutdown()").equals("True"));
          assertTrue(!ours.isClosed());
          try (RospyPeer third = RospyPeer.start(ros, "twin")) {
            third.expect("'/twin'", "rospy.get_name()");
            LoopbackTest.await("ours ends", ours::isClosed);
          }
        }
      }
    }
  }

  @Test
  @InteropCase({"rospy's time is that of our /clock", "our time is that of rospy's /clock"})
  void simulatedTimeBothWays() throws Exception {
    node.getParameterTree().set("/use_sim_time", true);
    try (ConnectedNode ticker =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(master.getUri())
                    .setNodeName("ticker")
                    .setTimeProvider(() -> RosTime.ZERO));
        RospyPeer sleeper = RospyPeer.start(ros, "sleeper");
        ConnectedNode reader = connect("reader")) {
      Publisher<ClockMessage> clock =
          ticker.newPublisher("/clock", ClockMessage.class, PublisherOptions.latched(1));
      clock.publish(new ClockMessage(new RosTime(1000, 500_000_000)));
      LoopbackTest.await(
          "rospy's clock stands",
          () -> sleeper.say("rospy.get_rostime().to_nsec()").equals("1000500000000"));
      clock.close();
      sleeper.say(
          "publisher('/clock', __import__('rosgraph_msgs.msg').msg.Clock, latch=True)"
              + ".publish(rospy.Time(2000, 7))");
      LoopbackTest.await(
          "our clock stands", () -> reader.getCurrentTime().equals(new RosTime(2000, 7)));
    } finally {
      node.getParameterTree().delete("/use_sim_time");
    }
  }

  @Test
  @InteropCase("we end a rospy node as rosnode kill does")
  void weKillRospy() throws Exception {
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    try (RospyPeer victim = RospyPeer.start(ros, "victim")) {
      victim.expect("'/victim'", "rospy.get_name()");
      assertEquals(victim.process().pid(), graph.pid(graph.nodeUri("/victim").orElseThrow()));
      graph.shutdown(graph.nodeUri("/victim").orElseThrow(), "test");
      LoopbackTest.await("it leaves", () -> graph.nodeUri("/victim").isEmpty());
    }
  }

  @Test
  @InteropCase("an empty service call and an empty message cross in both directions")
  void emptiness() throws Exception {
    peer.say(
        "serve('/py_nothing', EmptySrv, lambda q: __import__('std_srvs.srv').srv.EmptyResponse())");
    node.newServiceClient("/py_nothing", ServiceType.EMPTY).callAndWait(new EmptyRequest(), LONG);
    Publisher<dev.cobot.ros.message.EmptyMessage> empties =
        heard(
            "/empty",
            dev.cobot.ros.message.EmptyMessage.class,
            "hear('/empty', Empty, lambda m: 'empty')");
    empties.publish(new dev.cobot.ros.message.EmptyMessage());
    peer.expect("['empty']", "take('/empty', 1)");
  }
}
