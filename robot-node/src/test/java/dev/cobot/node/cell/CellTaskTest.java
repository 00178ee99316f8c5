package dev.cobot.node.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.Suites;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cell with a task: its scene, its prompt and its referee. */
@Timeout(180)
class CellTaskTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONG = Duration.ofSeconds(60);

  private final BlockingQueue<StringMessage> prompts = new LinkedBlockingQueue<>();
  private final BlockingQueue<StringMessage> verdicts = new LinkedBlockingQueue<>();
  private TaskSuite suite;
  private World world;
  private RosCore master;
  private SimulatedCell cell;
  private ConnectedNode judge;

  @BeforeEach
  void start() throws Exception {
    suite = Suites.load("rat7");
    world = Suites.world(suite);
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    cell =
        SimulatedCell.start(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
            new NodeListener() {},
            world,
            CellScene.of(suite, suite.task("T2"), world),
            new CellOptions(3, 1, 64, 1, CellPace.LOCKSTEP, SimulatorOptions.DEFAULTS, false));
    judge =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("judge"));
    judge.newSubscriber(Topics.PROMPT, StringMessage.class).addMessageListener(prompts::add, 10);
    judge
        .newSubscriber(Topics.VERDICT, StringMessage.class)
        .addMessageListener(verdicts::add, 1000);
  }

  @AfterEach
  void stop() {
    judge.close();
    cell.close();
    master.close();
  }

  private String done(String service) throws Exception {
    TriggerResponse answer =
        judge
            .newServiceClient("/cell/" + service, ServiceType.TRIGGER)
            .callAndWait(new TriggerRequest(), LONG);
    assertTrue(answer.success(), answer.message());
    return answer.message();
  }

  private JsonNode verdict(Predicate<JsonNode> wanted) throws Exception {
    while (true) {
      StringMessage message = verdicts.poll(60, TimeUnit.SECONDS);
      assertTrue(message != null, "no such verdict came");
      JsonNode verdict = JSON.readTree(message.data());
      if (wanted.test(verdict)) {
        return verdict;
      }
    }
  }

  private TaskScene drawn(long seed) {
    return new TaskScenes(suite, world).draw(suite.task("T2"), new SeedStreams(seed));
  }

  @Test
  void theSceneIsThatOfAnEvaluationAndAnotherSeedGivesAnother() throws Exception {
    assertEquals(drawn(3).prompt(), prompts.poll(60, TimeUnit.SECONDS).data());
    JsonNode verdict = verdict(v -> true);
    assertEquals("running", verdict.path("state").asText());
    assertEquals("T2", verdict.path("task").asText());
    assertEquals(3, verdict.path("seed").asLong());
    String first = done("get_scene");
    List<SceneObject> wanted = drawn(3).objects();
    List<SceneObject> there = SceneText.read(first, world);
    assertEquals(
        wanted.stream().map(SceneObject::id).toList(),
        there.stream().map(SceneObject::id).toList());
    for (int i = 0; i < wanted.size(); i++) {
      assertEquals(
          0, wanted.get(i).positionMeters().distanceTo(there.get(i).positionMeters()), 1e-9);
      assertEquals(wanted.get(i).yawRad(), there.get(i).yawRad(), 1e-9);
      assertEquals(wanted.get(i).color(), there.get(i).color());
    }
    assertEquals(first, done("reset"));
    judge.getParameterTree().set(CellServices.SEED, 4);
    assertNotEquals(first, done("reset"));
    assertEquals(4, verdict(v -> v.path("seed").asLong() != 3).path("seed").asLong());
    judge.getParameterTree().set(CellServices.SEED, "four");
    assertFalse(
        judge
            .newServiceClient("/cell/reset", ServiceType.TRIGGER)
            .callAndWait(new TriggerRequest(), LONG)
            .success());
  }

  @Test
  void theTimeRunsFromTheFirstCommand() throws Exception {
    judge.getParameterTree().set(CellServices.STEP_SECONDS, 10.0);
    done("step");
    done("step");
    JsonNode idle = verdict(v -> v.path("timeSeconds").asDouble() > 18);
    assertEquals("running", idle.path("state").asText());
    assertEquals(0, idle.path("taskSeconds").asDouble());
    assertTrue(idle.path("predicates").path("gripperOpen()").asBoolean(), idle.toString());
    assertFalse(idle.path("predicates").path("inside(target, destination)").asBoolean());
    RobotModel robot = world.robot().model();
    Publisher<JointTrajectoryMessage> gripper =
        judge.newPublisher(
            Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
    assertTrue(gripper.awaitSubscriber(LONG));
    gripper.publish(
        TrajectoryCodec.gripper(robot.leftFinger().name(), robot.rightFinger().name(), 0.02, 0.1));
    judge.getParameterTree().set(CellServices.STEP_SECONDS, 0.2);
    long deadline = System.nanoTime() + LONG.toNanos();
    double taskSeconds = 0;
    while (taskSeconds == 0 && System.nanoTime() < deadline) { // until the command has come
      done("step");
      StringMessage message = verdicts.poll(100, TimeUnit.MILLISECONDS);
      taskSeconds =
          message == null ? 0 : JSON.readTree(message.data()).path("taskSeconds").asDouble();
    }
    judge.getParameterTree().set(CellServices.STEP_SECONDS, 10.0);
    done("step");
    done("step");
    JsonNode late = verdict(v -> v.path("state").asText().equals("failure"));
    assertEquals("timeout", late.path("failure").asText());
    assertEquals(15, late.path("taskSeconds").asDouble(), 0.1);
  }

  @Test
  void objectsOfOthersAreNotJudged() throws Exception {
    judge
        .getParameterTree()
        .set(
            CellServices.SCENE,
            "[{\"kind\":\"cube\",\"positionMeters\":[0,0.1,0.02],\"colorRgb\":[1,0,0]}]");
    done("set_scene");
    verdict(v -> v.path("state").asText().equals("none"));
  }
}
