package dev.cobot.node.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JointStateMergerTest {
  private static final long MS = 1_000_000L;
  private static final double[] NONE = new double[0];
  private static RobotModel robot;
  private static List<String> arm;
  private static List<String> fingers;

  private final JointStateMerger merger = new JointStateMerger(robot);

  @BeforeAll
  static void load() throws Exception {
    robot =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"))
            .robot()
            .model();
    arm = robot.armJointNames();
    fingers = List.of(robot.leftFinger().name(), robot.rightFinger().name());
  }

  private static JointState message(long millis, List<String> names, double[] p, double[] v) {
    return new JointState(new Header(0, RosTime.ofNanos(millis * MS), ""), names, p, v, NONE);
  }

  private static double[] all(int joints, double value) {
    double[] values = new double[joints];
    Arrays.fill(values, value);
    return values;
  }

  private Optional<ArmState> arm(long millis, double position, double velocity) {
    return merger.update(message(millis, arm, all(6, position), all(6, velocity)));
  }

  private Optional<ArmState> gripper(long millis, double position) {
    return merger.update(message(millis, fingers, all(2, position), all(2, 0)));
  }

  private String refused(JointState message) {
    return assertThrows(IllegalArgumentException.class, () -> merger.update(message)).getMessage();
  }

  @Test
  void statesSurviveTheWayInAnyOrderAndAmongOthers() {
    ArmState state =
        new ArmState(
            arm,
            new double[] {1, 2, 3, 4, 5, 6},
            new double[] {6, 5, 4, 3, 2, 1},
            0.04,
            -0.1,
            7_000 * MS);
    JointState sent = new JointStateCodec(robot).toMessage(state);
    List<String> names = new ArrayList<>(sent.name());
    names.add("conveyor_joint");
    Collections.reverse(names);
    double[] p = new double[9];
    double[] v = new double[9];
    p[0] = Double.NaN; // the conveyor's own affair
    for (int i = 0; i < 8; i++) {
      p[i + 1] = sent.position()[7 - i];
      v[i + 1] = sent.velocity()[7 - i];
    }
    ArmState back = merger.update(message(7_000, names, p, v)).orElseThrow();
    assertArrayEquals(state.positionsRad(), back.positionsRad());
    assertArrayEquals(state.velocitiesRadPerSecond(), back.velocitiesRadPerSecond());
    assertEquals(0.04, back.gripperOpeningMeters(), 1e-12);
    assertEquals(-0.1, back.gripperVelocityMetersPerSecond(), 1e-12);
    assertEquals(state.stampNanos(), back.stampNanos());
    p[2] = Double.NaN;
    assertTrue(refused(message(7_020, names, p, v)).contains(names.get(2)));
    assertTrue(refused(message(7_020, names, new double[3], v)).contains(names.get(3)));
  }

  /** Some grippers' drivers read the fingers ten times a second, and say 0 of their velocity. */
  @Test
  void fingersWhoseVelocityIsAlwaysZeroAreSeenToMove() {
    for (int i = 0; i < 30; i++) {
      long millis = 1000 + 33L * i;
      gripper(millis, 0.04 - 0.003 * Math.floorDiv(i, 3));
      ArmState state = arm(millis, 0, 0).orElseThrow();
      double velocity = state.gripperVelocityMetersPerSecond();
      assertTrue(i < 6 || velocity < -0.025, i + ": " + velocity);
    }
    gripper(2300, 0.013);
    assertEquals(0, arm(2300, 0, 0).orElseThrow().gripperVelocityMetersPerSecond(), 1e-12);
  }

  @Test
  void jointsHaveTheNamesThatTheDriversGiveThem() {
    // The driver's b is our a, and its a is another's.
    JointStateMerger mapped =
        new JointStateMerger(
            robot, Map.of("b", arm.get(0)), stamp -> new OpeningSource.Reading(0.05, -0.01));
    List<String> names = new ArrayList<>(arm);
    names.add("b");
    double[] p = all(7, 0.5);
    p[0] = 3;
    ArmState state = mapped.update(message(1000, names, p, all(7, 0))).orElseThrow();
    assertArrayEquals(all(6, 0.5), state.positionsRad());
    assertEquals(0.05, state.gripperOpeningMeters());
    assertEquals(-0.01, state.gripperVelocityMetersPerSecond());
    mapped.update(message(3000, arm, all(6, 0.5), all(6, 0)));
    assertTrue(mapped.lacks().contains("no newer state of"), mapped.lacks());
  }

  @Test
  void armAndGripperFromTwoPublishersMakeOneState() {
    assertEquals(Optional.empty(), arm(1000, 0.1, 0));
    assertTrue(merger.lacks().contains(fingers.get(0)), merger.lacks());
    assertEquals(Optional.empty(), gripper(1010, 0.02), "the arm's news makes a state");
    ArmState state = arm(1020, 0.2, 0.5).orElseThrow();
    assertEquals(0.2, state.positionsRad()[3]);
    assertEquals(0.5, state.velocitiesRadPerSecond()[3]);
    assertEquals(0.04, state.gripperOpeningMeters(), 1e-12);
    assertEquals(1020 * MS, state.stampNanos(), "as old as the arm's joints, not the fingers");
    assertEquals(1500 * MS, arm(1500, 0.2, 0).orElseThrow().stampNanos());
    String old = refused(message(1511, arm, all(6, 0.2), all(6, 0)));
    assertTrue(old.contains(fingers.get(0)) && old.contains("0.50 s behind"), old);
    gripper(1520, 0.02);
    assertTrue(arm(1530, 0.2, 0).isPresent());
  }

  @Test
  void aStateOfPartsIsAsOldAsItsOldestPart() {
    gripper(1000, 0.02);
    List<String> low = arm.subList(0, 3);
    List<String> high = arm.subList(3, 6);
    double[] rest = new double[3];
    assertEquals(Optional.empty(), merger.update(message(1000, low, all(3, 0.1), rest)));
    assertTrue(merger.lacks().contains(arm.get(3)), merger.lacks());
    ArmState first = merger.update(message(1005, high, all(3, 0.2), rest)).orElseThrow();
    assertArrayEquals(new double[] {0.1, 0.1, 0.1, 0.2, 0.2, 0.2}, first.positionsRad());
    assertEquals(1000 * MS, first.stampNanos());
    ArmState second = merger.update(message(1020, low, all(3, 0.3), rest)).orElseThrow();
    assertEquals(1005 * MS, second.stampNanos());
    // One half falls silent: the whole gets no newer.
    assertEquals(Optional.empty(), merger.update(message(1040, low, all(3, 0.4), rest)));
    assertTrue(merger.lacks().contains(arm.get(3)), merger.lacks());
  }

  @Test
  void velocitiesThatAreMissingFollowFromThePositions() {
    gripper(1000, 0.02);
    assertEquals(
        Optional.empty(),
        merger.update(message(1000, arm, all(6, 0.1), NONE)),
        "one message does not say how fast the arm is");
    assertTrue(merger.lacks().contains("velocity"), merger.lacks());
    ArmState moving = merger.update(message(1020, arm, all(6, 0.11), NONE)).orElseThrow();
    assertEquals(0.5, moving.velocitiesRadPerSecond()[2], 1e-9);
    ArmState resting = merger.update(message(1040, arm, all(6, 0.11), NONE)).orElseThrow();
    assertEquals(0, resting.velocitiesRadPerSecond()[2], 1e-9);
    gripper(2000, 0.02);
    assertEquals(
        Optional.empty(),
        merger.update(message(2000, arm, all(6, 0.3), NONE)),
        "a second later nobody knows how fast it is");
  }

  @Test
  void velocitiesAreTakenOverLongEnoughThatNoiseDoesNotCount() {
    gripper(1000, 0.02);
    ArmState last = null;
    for (int ms = 0; ms < 100; ms++) {
      double noise = ms % 2 == 0 ? 1e-4 : -1e-4;
      last = merger.update(message(1000 + ms, arm, all(6, 0.001 * ms + noise), NONE)).orElse(last);
    }
    assertEquals(1, last.velocitiesRadPerSecond()[0], 0.011, "1 kHz, 1 rad/s, 0.1 mrad of noise");
  }

  @Test
  void velocitiesOfTheArmAloneDoNotSayWhichIsWhose() {
    List<String> names = new ArrayList<>(arm);
    names.addAll(fingers);
    double[] p = all(8, 0.02);
    merger.update(message(1000, names, p, all(6, 9)));
    p = p.clone();
    p[0] += 0.01;
    p[6] -= 0.001;
    ArmState state = merger.update(message(1020, names, p, all(6, 9))).orElseThrow();
    assertEquals(0.5, state.velocitiesRadPerSecond()[0], 1e-9);
    assertEquals(0, state.velocitiesRadPerSecond()[1], 1e-9);
    assertEquals(-0.05, state.gripperVelocityMetersPerSecond(), 1e-9);
  }

  @Test
  void fingersBeyondTheirLimitsAreRefusedByName() {
    String refused = refused(message(1000, fingers, all(2, 40), all(2, 0)));
    assertTrue(refused.contains(fingers.get(0)), refused);
    assertTrue(refused.contains("0.0425 m; are these millimetres?"), refused);
    arm(1000, 0.1, 0);
    assertTrue(merger.lacks().contains("millimetres"), "the reason stays: " + merger.lacks());
    gripper(1010, robot.leftFinger().upper() + 0.002);
    assertTrue(arm(1020, 0.1, 0).isPresent(), "2 mm too far is what fingers do");
    refused(message(1030, fingers, all(2, -0.004), all(2, 0)));
  }

  @Test
  void aTimeThatJumpsBackBeginsAnew() {
    gripper(9000, 0.02);
    assertTrue(arm(9000, 0.1, 0).isPresent());
    assertEquals(Optional.empty(), arm(8990, 0.1, 0), "overtaken on its way");
    assertEquals(Optional.empty(), arm(20, 0.3, 0), "the fingers' state is of the old time");
    gripper(40, 0.03);
    ArmState state = arm(40, 0.3, 0).orElseThrow();
    assertEquals(40 * MS, state.stampNanos());
    assertEquals(0.06, state.gripperOpeningMeters(), 1e-12);
  }

  @Test
  void wholeMessagesWhoseStampsStandStillAreHandedOn() {
    gripper(0, 0.02);
    assertTrue(arm(0, 0.1, 0).isPresent());
    assertTrue(arm(0, 0.2, 0).isPresent(), "whoever uses them says that the stamps stand still");
  }
}
