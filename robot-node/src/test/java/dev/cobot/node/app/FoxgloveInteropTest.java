package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RawMessage;
import dev.cobot.ros.message.RawType;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * A simulated cell before Foxglove's own client and ROS 1 decoder in JavaScript, beside what our
 * own client receives; and the shipped layout and RViz configuration before that cell's topics.
 */
@Timeout(240)
class FoxgloveInteropTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SCRIPTS =
      Path.of(System.getProperty("cobot.home"), "robot-node/target/foxglove-interop");
  private static final CameraTopics CAMERA = CameraTopics.of("camera");

  @TempDir private static Path folder;

  private static World world;
  private static CobotRuntime runtime;
  private static ConnectedNode observer;
  private static RosGraph graph;

  @BeforeAll
  static void start() throws Exception {
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules/@foxglove/ws-protocol"))) {
      fail(
          "Foxglove's client is needed for this test, but "
              + SCRIPTS
              + " is missing; run launch/test, which installs it with npm");
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"), List.of("foxglove.port=" + port));
    world = World.load(ProjectHome.resolve(profile.world()));
    runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile, ProjectHome.resolve(profile.world()), null, 0, List.of(), List.of()),
            new ScriptedMind(world));
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    observer =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(runtime.masterUri())
                .setNodeName("observer")
                .setTimeProvider(() -> RosTime.ZERO));
    graph = new RosGraph(runtime.masterUri(), "/observer");
  }

  @AfterAll
  static void stop() {
    if (observer != null) {
      observer.close();
    }
    if (runtime != null) {
      runtime.close();
    }
  }

  private static Map<String, List<JsonNode>> look(String protocol, String... topics)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("node", "look.js", runtime.foxgloveAddress().orElseThrow(), protocol));
    command.addAll(List.of(topics));
    Path out = folder.resolve("look.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(
          "the client did not end by "
              + runtime.node().nowNanos()
              + " ns of the cell: "
              + Files.readString(out));
    }
    String text = Files.readString(out);
    assertEquals(0, process.exitValue(), text);
    Map<String, List<JsonNode>> facts = new HashMap<>();
    for (String line : text.lines().toList()) {
      JsonNode fact = JSON.readTree(line);
      facts.computeIfAbsent(fact.path("is").asText(), is -> new ArrayList<>()).add(fact);
    }
    return facts;
  }

  private static List<JsonNode> messages(Map<String, List<JsonNode>> facts, String topic) {
    return facts.get("message").stream()
        .filter(message -> message.path("topic").asText().equals(topic))
        .toList();
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] doubles(JsonNode list) {
    double[] values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asDouble();
    }
    return values;
  }

  @Test
  void foxglovesClientSeesWhatOurOwnSubscriberReceives() throws Exception {
    Map<String, byte[]> received = new ConcurrentHashMap<>();
    Map<String, List<JsonNode>> facts;
    List<Subscriber<RawMessage>> subscribers = new ArrayList<>();
    for (String topic : List.of(Topics.JOINT_STATES, CAMERA.image())) {
      subscribers.add(
          observer
              .newSubscriber(topic, RawType.ANY_TYPE)
              .addMessageListener(m -> received.put(sha1(m.data()), m.data()), 1000));
    }
    facts =
        look(
            "foxglove.websocket.v1",
            Topics.JOINT_STATES + "=20",
            CAMERA.image() + "=2",
            Topics.CLOCK + "=2");
    TimeUnit.MILLISECONDS.sleep(200); // what both were sent has reached both
    subscribers.forEach(Subscriber::close);

    JsonNode server = facts.get("server").get(0);
    assertEquals("foxglove.websocket.v1", server.path("protocol").asText());
    assertTrue(server.path("capabilities").toString().contains("\"time\""), server::toString);
    long firstTime = facts.get("time").get(0).path("time").asLong();
    assertTrue(firstTime > 0 && firstTime < 600_000_000_000L, () -> "simulated " + firstTime);
    for (JsonNode channel : facts.get("channel")) {
      assertEquals("ros1", channel.path("encoding").asText());
      assertEquals("ros1msg", channel.path("schemaEncoding").asText());
      assertEquals(
          graph.topicTypes().get(channel.path("topic").asText()), channel.path("type").asText());
    }

    int compared = 0;
    for (JsonNode joints : messages(facts, Topics.JOINT_STATES)) {
      byte[] ours = received.get(joints.path("sha1").asText());
      assertNotNull(ours, "our own subscriber has not got " + joints);
      JointState state = MessageType.of(JointState.class).decode(ByteBuffer.wrap(ours));
      JsonNode value = joints.path("value");
      assertEquals(JSON.valueToTree(state.name()), value.path("name"));
      assertEquals(stampNanos(state.header().stamp()), stampNanos(value));
      assertEquals(
          List.of(JSON.valueToTree(state.position()), JSON.valueToTree(state.velocity()))
              .toString(),
          List.of(
                  JSON.valueToTree(doubles(value.path("position"))),
                  JSON.valueToTree(doubles(value.path("velocity"))))
              .toString());
      long logNanos = joints.path("time").asLong();
      assertTrue(
          Math.abs(logNanos - stampNanos(value)) < 1_000_000_000L,
          () -> "logged at " + logNanos + ": " + value);
      compared++;
    }
    assertEquals(20, compared);
    for (JsonNode picture : messages(facts, CAMERA.image())) {
      byte[] ours = received.get(picture.path("sha1").asText());
      assertNotNull(ours, "our own subscriber has not got " + picture);
      Image image = MessageType.of(Image.class).decode(ByteBuffer.wrap(ours));
      JsonNode value = picture.path("value");
      assertEquals(stampNanos(image.header().stamp()), stampNanos(value));
      assertEquals(image.header().frameId(), value.path("header").path("frame_id").asText());
      assertEquals(image.width(), value.path("width").asInt());
      assertEquals(image.height(), value.path("height").asInt());
      assertEquals(image.encoding(), value.path("encoding").asText());
      assertEquals(200, value.path("data").size());
      for (int i = 0; i < 200; i++) {
        assertEquals(image.data()[i] & 0xff, value.path("data").get(i).asInt());
      }
    }
    assertEquals(2, messages(facts, CAMERA.image()).size());

    JsonNode parameters = facts.get("parameters").get(0);
    assertEquals("asked", parameters.path("id").asText());
    assertEquals(
        Files.readString(world.robot().urdf()),
        parameters.path("parameters").get(0).path("value").asText());
    assertTrue(parameters.path("parameters").get(1).path("value").asBoolean());
    assertTrue(
        facts.get("graph").get(0).path("publishedTopics").toString().contains("/joint_states"));
  }

  private static long stampNanos(RosTime stamp) {
    return stamp.toNanos();
  }

  private static long stampNanos(JsonNode message) {
    JsonNode stamp = message.path("header").path("stamp");
    return stamp.path("sec").asLong() * 1_000_000_000L + stamp.path("nsec").asLong();
  }

  /** The robot of a viewer stands where the cell's own kinematics say, in the table's frame. */
  @Test
  void framesLeadFromTheTableToEveryLink() throws Exception {
    Map<String, List<JsonNode>> facts =
        look(
            "foxglove.sdk.v1",
            Topics.TF + "=1",
            Topics.TF_STATIC + "=1",
            Topics.JOINT_STATES + "=1",
            Topics.STATE + "=1");
    assertEquals("foxglove.sdk.v1", facts.get("server").get(0).path("protocol").asText());
    Map<String, JsonNode> byChild = new HashMap<>();
    for (String topic : List.of(Topics.TF, Topics.TF_STATIC)) {
      messages(facts, topic)
          .get(0)
          .path("value")
          .path("transforms")
          .forEach(pose -> byChild.put(pose.path("child_frame_id").asText(), pose));
    }
    RobotModel robot = world.robot().model();
    // The arm stands still at home meanwhile.
    double[] positions =
        doubles(messages(facts, Topics.JOINT_STATES).get(0).path("value").path("position"));
    int arm = robot.armJoints().size();
    Map<String, Transform> right =
        new Kinematics(robot)
            .baseFromLinks(Arrays.copyOf(positions, arm), positions[arm], positions[arm + 1]);
    for (Map.Entry<String, Transform> link : right.entrySet()) {
      Transform told = pose(link.getKey(), byChild);
      Vector3 expected = world.robot().tableFromBase().apply(link.getValue().translation());
      assertTrue(
          told.translation().minus(expected).norm() < 1e-4, () -> link.getKey() + ": " + told);
      Vector3 axis = new Vector3(0.3, 0.5, 0.8);
      assertTrue(
          told.rotation()
                  .rotate(axis)
                  .minus(
                      world
                          .robot()
                          .tableFromBase()
                          .rotation()
                          .rotate(link.getValue().rotation().rotate(axis)))
                  .norm()
              < 1e-3,
          () -> link.getKey() + ": " + told);
    }
    assertEquals("table", byChild.get("camera_optical").path("header").path("frame_id").asText());
  }

  private static Transform pose(String frame, Map<String, JsonNode> byChild) {
    if (frame.equals("table")) {
      return Transform.identity("table", "table");
    }
    JsonNode stamped = byChild.get(frame);
    assertNotNull(stamped, "there is no frame " + frame);
    JsonNode t = stamped.path("transform").path("translation");
    JsonNode q = stamped.path("transform").path("rotation");
    String parent = stamped.path("header").path("frame_id").asText();
    return pose(parent, byChild)
        .after(
            new Transform(
                parent,
                frame,
                new Vector3(t.path("x").asDouble(), t.path("y").asDouble(), t.path("z").asDouble()),
                new Quaternion(
                    q.path("x").asDouble(),
                    q.path("y").asDouble(),
                    q.path("z").asDouble(),
                    q.path("w").asDouble())));
  }

  /** Says that somebody publishes this topic, as this type. */
  private static void assertPublished(String topic, String type, String where) {
    assertTrue(graph.state().publishers().containsKey(topic), () -> where + ": nobody is " + topic);
    assertEquals(type, graph.topicTypes().get(topic), where);
  }

  @Test
  void everyTopicOfTheLayoutIsPublishedAsThePanelNeedsIt() throws IOException {
    JsonNode layout = JSON.readTree(ProjectHome.resolve("launch/foxglove.json").toFile());
    JsonNode panels = layout.path("configById");
    List<String> shown = new ArrayList<>();
    collectPanels(layout.path("layout"), shown);
    List<String> configured = new ArrayList<>();
    panels.fieldNames().forEachRemaining(configured::add);
    assertEquals(configured.stream().sorted().toList(), shown.stream().sorted().toList());
    for (String id : configured) {
      JsonNode panel = panels.path(id);
      switch (id.substring(0, id.indexOf('!'))) {
        case "3D" -> {
          panel
              .path("topics")
              .fieldNames()
              .forEachRemaining(
                  topic -> assertPublished(topic, "visualization_msgs/MarkerArray", id));
          assertEquals("table", panel.path("followTf").asText());
          assertTrue(graph.parameter(panel.at("/layers/robot/parameter").asText()).isPresent(), id);
        }
        case "Image" -> {
          assertPublished(panel.at("/imageMode/imageTopic").asText(), "sensor_msgs/Image", id);
          assertPublished(
              panel.at("/imageMode/calibrationTopic").asText(), "sensor_msgs/CameraInfo", id);
        }
        case "Plot" -> {
          assertEquals(6, panel.path("paths").size());
          for (JsonNode path : panel.path("paths")) {
            String value = path.path("value").asText();
            assertTrue(value.matches("/joint_states\\.(position|velocity)\\[[0-5]\\]"), value);
          }
          assertPublished(Topics.JOINT_STATES, "sensor_msgs/JointState", id);
        }
        case "RawMessages" ->
            assertPublished(panel.path("topicPath").asText(), "std_msgs/String", id);
        case "DiagnosticSummary" ->
            assertPublished(
                panel.path("topicToRender").asText(), "diagnostic_msgs/DiagnosticArray", id);
        default -> fail("what does the panel " + id + " need?");
      }
    }
  }

  private static void collectPanels(JsonNode layout, List<String> into) {
    if (layout.isTextual()) {
      into.add(layout.asText());
    } else {
      collectPanels(layout.path("first"), into);
      collectPanels(layout.path("second"), into);
    }
  }

  @Test
  void everyTopicOfTheRvizConfigurationIsPublishedAsItsDisplayNeedsIt() throws IOException {
    Map<?, ?> config = new Yaml().load(Files.readString(ProjectHome.resolve("launch/cobot.rviz")));
    Map<?, ?> manager = (Map<?, ?>) config.get("Visualization Manager");
    assertEquals("table", ((Map<?, ?>) manager.get("Global Options")).get("Fixed Frame"));
    List<String> classes = new ArrayList<>();
    for (Object one : (List<?>) manager.get("Displays")) {
      Map<?, ?> display = (Map<?, ?>) one;
      String name = display.get("Class").toString();
      classes.add(name);
      switch (name) {
        case "rviz/Grid" -> assertEquals("table", display.get("Reference Frame"));
        case "rviz/RobotModel" ->
            assertTrue(graph.parameter("/" + display.get("Robot Description")).isPresent());
        case "rviz/TF" -> {
          assertPublished(Topics.TF, "tf2_msgs/TFMessage", name);
          assertPublished(Topics.TF_STATIC, "tf2_msgs/TFMessage", name);
        }
        case "rviz/MarkerArray" -> {
          assertPublished(
              display.get("Marker Topic").toString(), "visualization_msgs/MarkerArray", name);
          assertEquals(
              List.of("destination", "names", "objects", "sigmas", "target"),
              ((Map<?, ?>) display.get("Namespaces"))
                  .keySet().stream().map(Object::toString).sorted().toList());
        }
        case "rviz/Image" ->
            assertPublished(display.get("Image Topic").toString(), "sensor_msgs/Image", name);
        default -> fail("what does the display " + name + " need?");
      }
    }
    assertTrue(
        classes.containsAll(
            List.of("rviz/RobotModel", "rviz/TF", "rviz/MarkerArray", "rviz/Image")),
        classes::toString);
  }
}
