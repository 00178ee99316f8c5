package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.cell.CellScene;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Robots;
import dev.cobot.node.drivers.DriverFault;
import dev.cobot.node.drivers.Drivers;
import dev.cobot.node.drivers.ForeignCell;
import dev.cobot.node.drivers.RobotDrivers;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robotfile.RobotFile;
import dev.cobot.sim2real.robotfile.RobotImport;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same commands through the simulated cell's own topics and through those of other cells, each
 * told to the runtime by a robot file alone. The simulator's truth says whether arm and fingers
 * have moved.
 */
@Timeout(300)
class DriverContractTest {
  private static final double TURNED_RAD = 0.01;
  private static final String THEIRS =
      """
      ros:
        jointStates:
          topics: [/theirs/arm/joint_states, /theirs/hand/joint_states]
          names: {%s}
        arm: {type: %s, name: %s}
        gripper: {%s}
      """;
  private static final String TOPIC = "trajectory_msgs/JointTrajectory, name: /theirs/arm/command";
  private static final String ACTION =
      "control_msgs/FollowJointTrajectoryAction, name: /theirs/arm/follow_joint_trajectory";
  private static final String ROBOTIQ =
      "type: robotiq_2f_gripper_control/Robotiq2FGripper_robot_output, closed: 230, open: 3, name:"
          + " /theirs/Robotiq2FGripperRobotOutput, opening: /theirs/Robotiq2FGripperRobotInput";

  @TempDir private static Path folder;
  private static String robotFile;
  private static World world;
  private static RosCore master;
  private static SimulatedCell cell;
  private static ConnectedNode theirs;
  private static ForeignCell foreign;

  @BeforeAll
  static void start() throws Exception {
    Path robot = folder.resolve("robot");
    RobotImport.run(
            new RobotImport.Request(
                ProjectHome.resolve("worlds/robots/arm6.urdf"),
                "robot",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty()))
        .write(robot);
    robotFile = Files.readString(robot.resolve(RobotFile.FILE));
    Profile profile = ProfileReader.shipped();
    world = Robots.into(World.load(ProjectHome.resolve(profile.world())), robot.toString());
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    cell =
        SimulatedCell.start(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
            new NodeListener() {},
            world,
            CellScene.of(world.nominalObjects()),
            new CellOptions(1, 1, 64, 12.5));
    theirs =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("theirs"));
    foreign = new ForeignCell(theirs, world.robot().model());
  }

  @AfterAll
  static void stop() {
    theirs.close();
    cell.close();
    master.close();
  }

  private static String theirs(String arm, String gripper) {
    RobotModel robot = world.robot().model();
    String names =
        Stream.concat(robot.armJointNames().stream(), robot.gripperSensorJoints().stream())
            .map(name -> name + ": " + ForeignCell.PREFIX + name)
            .collect(Collectors.joining(", "));
    String[] typeAndName = arm.split(", name: ", 2);
    return THEIRS.formatted(names, typeAndName[0], typeAndName[1], gripper);
  }

  /** Puts a section into the robot file, before a cell that begins anew. */
  private static Path begin(String section) throws Exception {
    theirs
        .newServiceClient("/cell/reset", ServiceType.TRIGGER)
        .callAndWait(new TriggerRequest(), Duration.ofSeconds(60));
    foreign.reply(ForeignCell.ArmReply.FOLLOWS);
    foreign.heard();
    Path robot = folder.resolve("robot");
    Files.writeString(robot.resolve(RobotFile.FILE), robotFile + section);
    return robot;
  }

  private static CobotRuntime runtime(String section) throws Exception {
    Profile profile = ProfileReader.shipped();
    return CobotRuntime.start(
        new RuntimeConfig(
            profile,
            ProjectHome.resolve(profile.world()),
            begin(section).toString(),
            master.getUri(),
            0,
            List.of(),
            false,
            List.of()),
        new ScriptedMind(world));
  }

  private static CobotRuntime ready(String section) throws Exception {
    CobotRuntime runtime = runtime(section);
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    return runtime;
  }

  private static CommandReport say(CobotRuntime runtime, String text) throws Exception {
    return runtime.node().submit(Command.of(text)).get(120, TimeUnit.SECONDS);
  }

  private static double panRad() {
    return cell.armTruth().positionsRad()[0];
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static void turnsAndGrips(CobotRuntime runtime) throws Exception {
    double from = panRad();
    CommandReport closed = say(runtime, ScriptedMind.TURN_AND_CLOSE);
    assertEquals(Outcome.Kind.DONE, closed.outcome().kind(), closed.outcome().detail());
    await("the fingers close", () -> cell.armTruth().gripperOpeningMeters() < 0.003);
    assertEquals(ScriptedMind.TURN_RAD, panRad() - from, TURNED_RAD);
    CommandReport opened = say(runtime, "turn");
    assertEquals(Outcome.Kind.DONE, opened.outcome().kind(), opened.outcome().detail());
    await("the fingers open", () -> cell.armTruth().gripperOpeningMeters() > 0.08);
    assertEquals(2 * ScriptedMind.TURN_RAD, panRad() - from, TURNED_RAD);
  }

  @Test
  void aCommandThroughTheSimulatedCellsOwnTopics() throws Exception {
    try (CobotRuntime runtime = ready("")) {
      turnsAndGrips(runtime);
      assertEquals(List.of(), foreign.heard());
      assertEquals(List.of(), runtime.driverWords());
    }
  }

  @Test
  void theSameCommandThroughAnotherCells() throws Exception {
    try (CobotRuntime runtime = ready(theirs(ACTION, ROBOTIQ))) {
      turnsAndGrips(runtime);
      assertEquals(Set.of("arm action", "robotiq"), Set.copyOf(foreign.heard()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
own | 2 | 0 | in the joint states |
gripper trajectory | 9 | 0 | in the joint states | type: trajectory_msgs/JointTrajectory, name: /theirs/hand/trajectory
gripper action | 2 | 0 | in the joint states | type: control_msgs/GripperCommandAction, name: /theirs/hand/gripper_cmd
gripper command | 9 | 0 | in the joint states | type: control_msgs/GripperCommand, name: /theirs/hand/command
gripper position | 9 | 0 | /theirs/hand/position_is | type: std_msgs/Float64, name: /theirs/hand/position, open: 0.04, opening: /theirs/hand/position_is
gripper byte | 9 | 0 | /theirs/hand/byte_is | type: std_msgs/UInt8, name: /theirs/hand/byte, closed: 230, open: 3, opening: /theirs/hand/byte_is
robotiq | 9 | 0 | /theirs/Robotiq2FGripperRobotInput | type: robotiq_2f_gripper_control/Robotiq2FGripper_robot_output, name: /theirs/Robotiq2FGripperRobotOutput, closed: 230, open: 3, opening: /theirs/Robotiq2FGripperRobotInput
franka | 2 | 0 | in the joint states | type: franka_gripper/GraspAction, name: /theirs/franka_gripper
switch | 9 | 0 | not measured | type: std_msgs/Bool, name: /theirs/vacuum
switch service | 2 | 0.02 | /theirs/vacuum/holds | type: std_srvs/SetBool, name: /theirs/vacuum/switch, opening: /theirs/vacuum/holds, heldMeters: 0.02
""")
  void armAndGripperObeyAndAreMeasured(
      String used, int told, double closedMeters, String source, String gripper) throws Exception {
    boolean isOwn = used.equals("own");
    Path folder = begin(isOwn ? "" : theirs(TOPIC, gripper));
    RobotModel robot = world.robot().model();
    RobotDrivers wanted = Robots.drivers(folder.toString(), robot);
    List<DriverFault> faults = new CopyOnWriteArrayList<>();
    try (ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("driver"))) {
      Drivers drivers = Drivers.connect(node, robot, wanted, faults::add);
      JointStateMerger merger = drivers.merger();
      AtomicReference<ArmState> measured = new AtomicReference<>();
      for (String topic : wanted.jointStates().topics()) {
        node.newSubscriber(topic, JointState.class)
            .addMessageListener(m -> take(merger, m, measured), 1);
      }
      await("it is there", () -> measured.get() != null && drivers.missing().isEmpty());
      double[] goal = measured.get().positionsRad().clone();
      goal[0] += ScriptedMind.TURN_RAD;
      drivers.move(JointTrajectory.to(robot.armJointNames(), 0.4, goal), 0);
      grips(drivers, true, measured, closedMeters, 0);
      grips(
          drivers,
          false,
          measured,
          robot.maxGripperOpeningMeters(),
          robot.maxGripperOpeningMeters());
      await("it turns", () -> Math.abs(panRad() - goal[0]) < TURNED_RAD);
      assertEquals(goal[0], measured.get().positionsRad()[0], TURNED_RAD);
    }
    assertEquals(List.of(), faults);
    List<String> heard = foreign.heard();
    assertEquals(!isOwn, heard.contains("arm topic"), heard.toString());
    long times = heard.stream().filter(how -> how.startsWith(used)).count();
    assertTrue(isOwn ? times == 0 : told == 2 ? times == 2 : times > 2, heard.toString());
    List<String> words = wanted.words(robot);
    assertTrue(words.get(words.size() - 1).contains(source), words.toString());
  }

  private static synchronized void take(
      JointStateMerger merger, JointState message, AtomicReference<ArmState> measured) {
    try {
      merger.update(message).ifPresent(measured::set);
    } catch (IllegalArgumentException e) {
      // The opening's topic has not come yet.
    }
  }

  /** Tells the gripper again and again, as the loop does. */
  private static void grips(
      Drivers drivers,
      boolean close,
      AtomicReference<ArmState> measured,
      double measuredMeters,
      double trueMeters)
      throws InterruptedException {
    int[] calls = {0};
    await(
        "the fingers go to " + trueMeters + " m and are measured at " + measuredMeters,
        () -> {
          if (calls[0]++ % 10 == 0) {
            drivers.grip(close);
          }
          return calls[0] > 25
              && Math.abs(cell.armTruth().gripperOpeningMeters() - trueMeters) < 0.003
              && Math.abs(measured.get().gripperOpeningMeters() - measuredMeters) < 0.003;
        });
  }

  @Test
  void goalsAreCancelledAtAStop() throws Exception {
    try (CobotRuntime runtime = ready(theirs(ACTION, ROBOTIQ))) {
      foreign.reply(ForeignCell.ArmReply.FOLLOWS_AND_KEEPS);
      double from = panRad();
      var running = runtime.node().submit(Command.of("turn and wait"));
      await("it turns", () -> Math.abs(panRad() - from) > 0.02);
      int before = foreign.goals()[0];
      assertTrue(before > 1, "goals that are kept are not told to end while it goes on");
      runtime.node().stop("the test");
      assertEquals(Optional.of(Refusal.Reason.GATE), running.get(60, TimeUnit.SECONDS).reason());
      // The ramp to rest is the one that is left.
      await("the goals are cancelled", () -> foreign.goals()[0] == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"REJECTS, has rejected its goal", "ABORTS, has aborted its goal"})
  void whatTheArmsControllerRefusesIsTheReason(ForeignCell.ArmReply reply, String how)
      throws Exception {
    try (CobotRuntime runtime = ready(theirs(ACTION, ROBOTIQ))) {
      foreign.reply(reply);
      CommandReport report = say(runtime, "turn");
      assertEquals(Optional.of(Refusal.Reason.CELL_FAULT), report.reason());
      String detail = report.outcome().detail();
      for (String part :
          List.of(
              "/theirs/arm/follow_joint_trajectory",
              how,
              ForeignCell.REASON,
              "PATH_TOLERANCE_VIOLATED")) {
        assertTrue(detail.contains(part), () -> "'" + part + "' in: " + detail);
      }
      foreign.reply(ForeignCell.ArmReply.FOLLOWS);
      assertEquals(Outcome.Kind.DONE, say(runtime, "turn").outcome().kind());
    }
  }

  /** Without its mapping a cell's joints are not ours, and the sentence says what came instead. */
  @Test
  void jointsThatAreNotMappedAreMissedByName() throws Exception {
    String section =
        "ros: {jointStates: {topics: [/theirs/arm/joint_states, /theirs/hand/joint_states]}}\n";
    try (CobotRuntime runtime = runtime(section)) {
      String missing = runtime.node().awaitCell(1).orElseThrow();
      assertTrue(missing.contains("/theirs/arm/joint_states and"), missing);
      assertTrue(missing.contains(ForeignCell.PREFIX), missing);
      assertFalse(missing.contains("start the cell"), missing);
    }
  }
}
