package dev.cobot.node.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionClient;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Mutations;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.FollowJointTrajectoryFeedback;
import dev.cobot.ros.message.FollowJointTrajectoryGoal;
import dev.cobot.ros.message.FollowJointTrajectoryResult;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.GripperCommand;
import dev.cobot.ros.message.GripperCommandGoal;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTolerance;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cell's actions and services, time advancing by calls alone. */
@Timeout(300)
class LockstepCellTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private RosCore master;
  private World world;
  private SimulatedCell cell;
  private ConnectedNode node;
  private ActionClient<
          FollowJointTrajectoryGoal, FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>
      arm;

  @BeforeEach
  void start() throws Exception {
    world = World.load(ProjectHome.resolve("worlds/factory_table.world"));
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    cell =
        SimulatedCell.start(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
            new NodeListener() {},
            world,
            CellScene.of(world.nominalObjects()),
            new CellOptions(1, 1, 64, 1, CellPace.LOCKSTEP, SimulatorOptions.DEFAULTS, false));
    node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("listener"));
    arm = ActionClient.connect(node, Topics.ARM_ACTION, ActionType.FOLLOW_JOINT_TRAJECTORY);
    assertTrue(arm.awaitServer(LONG));
  }

  @AfterEach
  void stop() {
    arm.close();
    node.close();
    cell.close();
    master.close();
  }

  private TriggerResponse call(String service) throws Exception {
    return node.newServiceClient("/cell/" + service, ServiceType.TRIGGER)
        .callAndWait(new TriggerRequest(), LONG);
  }

  private String done(String service) throws Exception {
    TriggerResponse answer = call(service);
    assertTrue(answer.success(), answer.message());
    return answer.message();
  }

  private FollowJointTrajectoryGoal turn(double rad, double seconds, List<JointTolerance> path) {
    double[] end = PlantSimulator.homePositionsRad(world);
    end[0] += rad;
    return new FollowJointTrajectoryGoal(
        TrajectoryCodec.toMessage(
            JointTrajectory.to(world.robot().model().armJointNames(), seconds, end), 0),
        path,
        List.of(),
        RosDuration.ZERO);
  }

  private void stepUntilOver(ActionClient.Call<?, ?> call) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!call.outcome().isDone() && System.nanoTime() < deadline) {
      done("step");
    }
  }

  /** Sends a goal, waits until the cell has it, and steps until it is over. */
  private ActionClient.Outcome<FollowJointTrajectoryResult> drive(FollowJointTrajectoryGoal goal)
      throws Exception {
    var call = arm.send(goal, f -> {});
    stepUntilOver(call);
    return call.outcome().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aTrajectoryIsFollowedToItsEnd() throws Exception {
    var outcome = drive(turn(0.2, 0.5, List.of()));
    assertEquals(GoalStatus.SUCCEEDED, outcome.status().status(), outcome.status().text());
    assertEquals(FollowJointTrajectoryResult.SUCCESSFUL, outcome.result().errorCode());
  }

  @Test
  void badGoalsSayWhatIsWrong() throws Exception {
    FollowJointTrajectoryGoal tail =
        new FollowJointTrajectoryGoal(
            TrajectoryCodec.toMessage(
                JointTrajectory.to(List.of("tail_joint"), 0.5, new double[] {1}), 0),
            List.of(),
            List.of(),
            RosDuration.ZERO);
    assertEquals(FollowJointTrajectoryResult.INVALID_JOINTS, drive(tail).result().errorCode());
    assertEquals(
        FollowJointTrajectoryResult.INVALID_GOAL,
        drive(turn(50, 0.5, List.of())).result().errorCode());
    String first = world.robot().model().armJointNames().get(0);
    // One radian in a hundredth of a second cannot be followed.
    var outcome = drive(turn(1, 0.01, List.of(new JointTolerance(first, 0.001, 0, 0))));
    assertEquals(GoalStatus.ABORTED, outcome.status().status());
    assertEquals(FollowJointTrajectoryResult.PATH_TOLERANCE_VIOLATED, outcome.result().errorCode());
    assertEquals(
        FollowJointTrajectoryResult.GOAL_TOLERANCE_VIOLATED,
        drive(
                new FollowJointTrajectoryGoal(
                    turn(2, 0.01, List.of()).trajectory(),
                    List.of(new JointTolerance(first, -1, -1, 0)),
                    List.of(),
                    RosDuration.ofNanos(1_000_000)))
            .result()
            .errorCode());
  }

  @Test
  void aCancelBrakesTheArm() throws Exception {
    BlockingQueue<FollowJointTrajectoryFeedback> news = new LinkedBlockingQueue<>();
    var call = arm.send(turn(1, 5, List.of()), news::add);
    long deadline = System.nanoTime() + LONG.toNanos();
    while (news.isEmpty() && System.nanoTime() < deadline) {
      done("step");
    }
    node.getParameterTree().set(CellServices.STEP_SECONDS, 1.0);
    done("step");
    call.cancel();
    assertEquals(GoalStatus.PREEMPTED, call.outcome().get(60, TimeUnit.SECONDS).status().status());
    BlockingQueue<JointState> states = new LinkedBlockingQueue<>();
    node.newSubscriber(Topics.JOINT_STATES, JointState.class).addMessageListener(states::add, 200);
    JointStateMerger merger = new JointStateMerger(world.robot().model());
    ArmState rested = null;
    // The subscription may need some steps to stand.
    while (rested == null && System.nanoTime() < deadline) {
      done("step");
      JointState state = states.poll(1, TimeUnit.SECONDS);
      rested = state == null ? null : merger.update(state).orElseThrow();
    }
    done("step");
    JointState last = null;
    for (JointState s = states.poll(30, TimeUnit.SECONDS); s != null; s = states.poll()) {
      last = s;
    }
    rested = merger.update(last).orElseThrow();
    assertEquals(0, rested.velocitiesRadPerSecond()[0], 1e-6);
    double turned = rested.positionsRad()[0] - PlantSimulator.homePositionsRad(world)[0];
    assertTrue(turned > 0.01 && turned < 0.9, "it stopped on its way, at " + turned);
  }

  @Test
  void theGripperGoesToItsOpening() throws Exception {
    try (var gripper =
        ActionClient.connect(node, Topics.GRIPPER_ACTION, ActionType.GRIPPER_COMMAND)) {
      assertTrue(gripper.awaitServer(LONG));
      var call = gripper.send(new GripperCommandGoal(new GripperCommand(0.04, 0)), f -> {});
      stepUntilOver(call);
      var outcome = call.outcome().get(60, TimeUnit.SECONDS);
      assertTrue(outcome.result().reachedGoal());
      assertEquals(0.04, outcome.result().position(), 0.0011);
    }
  }

  @Test
  void theSameCallsGiveTheSameState() throws Exception {
    node.getParameterTree().set(CellServices.STEP_SECONDS, 0.3);
    String begin = done("get_state");
    done("step");
    String first = done("get_state");
    done("reset");
    assertEquals(begin, done("get_state"));
    done("step");
    assertEquals(first, done("get_state"));
    node.getParameterTree().set(CellServices.STATE, begin);
    done("set_state");
    done("step");
    assertEquals(first, done("get_state"));
  }

  @Test
  void theSceneIsReplacedAndStatesOfOthersAreRefused() throws Exception {
    String before = done("get_state");
    assertTrue(call("set_scene").message().contains("/cell/scene is not set"));
    node.getParameterTree()
        .set(
            CellServices.SCENE,
            "[{\"kind\":\"cube\",\"positionMeters\":[0,0.1,0.02],\"colorRgb\":[1,0,0]}]");
    String scene = done("set_scene");
    assertEquals(1, SceneText.read(scene, world).size());
    node.getParameterTree().set(CellServices.STATE, before);
    TriggerResponse refused = call("set_state");
    assertFalse(refused.success());
    assertTrue(refused.message().contains("another world, other objects"), refused.message());
    node.getParameterTree().set(CellServices.STATE, "no base64 !");
    assertFalse(call("set_state").success());
    node.getParameterTree().set(CellServices.STEP_SECONDS, -1.0);
    assertTrue(call("step").message().contains("must be in"));
  }

  @Test
  void damagedScenesAreRefusedInWords() {
    byte[] valid = SceneText.write(world.nominalObjects()).getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      String text = new String(Mutations.of(valid, random), StandardCharsets.UTF_8);
      try {
        assertTrue(SceneText.read(text, world).size() <= SceneText.MAX_OBJECTS);
      } catch (IllegalArgumentException e) {
        assertFalse(e.getMessage().isBlank());
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> SceneText.read("[" + " ".repeat(SceneText.MAX_CHARS) + "]", world));
  }
}
