package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Role;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.DebianRos;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.PlantTruth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole runtime with its released models on the embedded default: real TCPROS, real pictures,
 * the learned policy. What it says is held against the simulator's truth, which it never sees.
 */
@Timeout(480)
class EndToEndTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMMAND = "pick the red cube and place it in the bowl";
  private static final double SEEN_WITHIN_METERS = 0.03;

  private static CobotRuntime start(long seed) throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"), List.of("sim.seed=" + seed));
    CobotRuntime runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile, ProjectHome.resolve(profile.world()), null, 0, List.of(), List.of()));
    assertTrue(runtime.node().awaitCell(60).isEmpty());
    return runtime;
  }

  /**
   * The account must be true whether or not the arm succeeds; success rates are a matter of {@code
   * cobot eval}.
   */
  @ParameterizedTest
  @ValueSource(longs = {2, 5})
  void theAccountIsTrue(long seed) throws Exception {
    try (CobotRuntime runtime = start(seed)) {
      PlantTruth before = runtime.embeddedCell().orElseThrow().truth();
      CommandReport report = runtime.node().submit(Command.of(COMMAND)).get(240, TimeUnit.SECONDS);
      PlantTruth truth = atRest(runtime);
      for (PlantTruth.ObjectTruth object : before.objects()) {
        boolean seen = report.objects().stream().anyMatch(o -> describes(o, object.object()));
        assertTrue(seen, () -> object.object() + " was not seen in " + report.objects());
      }

      PlantTruth.ObjectTruth cube = only(truth, ObjectKind.CUBE, ColorName.RED);
      PlantTruth.ObjectTruth bowl = truth.object("bowl");
      boolean inBowl =
          cube.touches().contains("bowl")
              && cube.object().positionMeters().z() < bowl.object().sizeMeters().z()
              && truth.heldId().isEmpty();
      assertEquals(inBowl, report.outcome().kind() == Outcome.Kind.DONE, report.outcome().detail());
      assertEquals("pick the red cube, place it in the bowl", report.understood());

      ObjectAttributes target =
          report.objects().stream()
              .filter(o -> report.role(Role.TARGET).equals(Optional.of(o.id())))
              .findFirst()
              .orElseThrow();
      assertEquals(ObjectKind.CUBE, target.kind());
      assertEquals(ColorName.RED, ColorName.nearest(target.color()));
      for (PlantTruth.ObjectTruth object : truth.objects()) {
        boolean told = report.objectsAfter().stream().anyMatch(o -> describes(o, object.object()));
        assertTrue(told, () -> object.object() + " is not in " + report.objectsAfter());
      }
      assertEquals(
          truth.objects().size(), report.objectsAfter().size(), "" + report.objectsAfter());
    }
  }

  /** Returns the truth after as much simulated time as what was let go needs to come to rest. */
  private static PlantTruth atRest(CobotRuntime runtime) throws InterruptedException {
    PlantTruth ended = runtime.embeddedCell().orElseThrow().truth();
    PlantTruth truth = ended;
    while (truth.timeSeconds() < ended.timeSeconds() + 0.6) {
      Thread.sleep(20);
      truth = runtime.embeddedCell().orElseThrow().truth();
    }
    return truth;
  }

  private static boolean describes(ObjectAttributes told, SceneObject real) {
    return told.kind() == real.kind()
        && told.color().distanceTo(real.color()) < 0.35
        && told.positionMeters().horizontalDistanceTo(real.positionMeters()) < SEEN_WITHIN_METERS;
  }

  private static PlantTruth.ObjectTruth only(PlantTruth truth, ObjectKind kind, ColorName color) {
    List<PlantTruth.ObjectTruth> found =
        truth.objects().stream()
            .filter(
                o -> o.object().kind() == kind && ColorName.nearest(o.object().color()) == color)
            .toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  @Test
  void whatIsNotThereIsRefusedWithoutMotion() throws Exception {
    try (CobotRuntime runtime = start(4)) {
      CommandReport report =
          runtime
              .node()
              .submit(Command.of("pick the purple bottle and put it in the bowl"))
              .get(120, TimeUnit.SECONDS);
      assertEquals(Outcome.Kind.REFUSED, report.outcome().kind(), report.outcome().detail());
      assertEquals(Optional.of(Refusal.Reason.ABSENT), report.reason());
      assertEquals(0, report.motionSeconds());
      assertEquals(0, report.firstMotionNanos());

      CommandReport chatter =
          runtime.node().submit(Command.of("tell me a joke")).get(120, TimeUnit.SECONDS);
      assertEquals(Optional.of(Refusal.Reason.NOT_UNDERSTOOD), chatter.reason());

      CommandReport open =
          runtime.node().submit(Command.of("pick the red cube")).get(120, TimeUnit.SECONDS);
      assertEquals(Optional.of(Refusal.Reason.AMBIGUOUS), open.reason());
      String question = open.outcome().question().orElseThrow();
      assertTrue(question.contains("red cube"), question);
      assertEquals(Optional.empty(), chatter.outcome().question());
    }
  }

  @Test
  void aStockRosInstallCommandsAndRecords(@TempDir Path home) throws Exception {
    try (CobotRuntime runtime = start(2);
        DebianRos ros = new DebianRos(runtime.masterUri(), home);
        ConnectedNode user =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(runtime.masterUri()).setNodeName("user"))) {
      BlockingQueue<StringMessage> states = new LinkedBlockingQueue<>();
      user.newSubscriber(Topics.STATE, StringMessage.class).addMessageListener(states::add, 100);
      Path bag = home.resolve("cell.bag");
      Process record =
          ros.start(
              "rosbag",
              "record",
              "--limit=110",
              "-O",
              bag.toString(),
              "/camera/color/image_raw",
              "/joint_states");
      ros.run(
          "rostopic", "pub", "-1", "/cobot/command", "std_msgs/String", "data: '" + COMMAND + "'");
      boolean acting = false;
      String outcome = null;
      while (outcome == null) {
        StringMessage message = states.poll(120, TimeUnit.SECONDS);
        assertTrue(message != null, "the command had no end");
        var state = JSON.readTree(message.data());
        acting |= state.path("state").asText().equals("acting");
        if (state.path("text").asText().equals(COMMAND) && state.path("outcome").isTextual()) {
          outcome = state.path("outcome").asText();
        }
      }
      assertTrue(acting, "the arm never moved");
      assertTrue(record.waitFor(120, TimeUnit.SECONDS), () -> ros.output(record));
      assertTrue(Files.exists(bag), () -> ros.output(record));
      String info = ros.run("rosbag", "info", bag.toString());
      assertEquals(110, messages(info, "/camera/color/image_raw", "sensor_msgs/Image"), info);
      assertEquals(110, messages(info, "/joint_states", "sensor_msgs/JointState"), info);
    }
  }

  private static int messages(String info, String topic, String type) {
    var matcher =
        java.util.regex.Pattern.compile(
                java.util.regex.Pattern.quote(topic) + "\\s+(\\d+) msgs\\s+: " + type)
            .matcher(info);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
