package dev.cobot.node.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.OpeningSource;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.sim2real.robot.RobotModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a robot file may say of drivers, and what is said of what it may not. */
class RobotDriversTest {
  private static RobotModel arm6;
  private static RobotModel arm7;

  @BeforeAll
  static void load() throws IOException {
    arm6 = RobotModel.load(ProjectHome.resolve("worlds/robots/arm6.urdf"));
    arm7 = RobotModel.load(ProjectHome.resolve("worlds/robots/arm7.urdf"));
  }

  private static RobotDrivers read(String section, RobotModel robot) throws IOException {
    return RobotDrivers.of((ObjectNode) new YAMLMapper().readTree(section), robot);
  }

  @Test
  void whatIsLeftOutIsAsTheSimulatedCellHasIt() throws Exception {
    assertEquals(RobotDrivers.SIMULATED, RobotDrivers.of(null, arm6));
    assertEquals(RobotDrivers.SIMULATED, read("{}", arm6));
    assertEquals(
        RobotDrivers.SIMULATED,
        read("{arm: {name: /arm_controller/command}, gripper: {travelSeconds: 1}}", arm6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
{arm: {type: JointTrajectory}} | ros.arm.type: arm.type: got 'JointTrajectory', allowed are trajectory_msgs/JointTrajectory, control_msgs/FollowJointTrajectoryAction
{arm: {nam: /a}} | ros.arm.nam: Unrecognized field "nam"
{arm: {name: 'a-b'}} | arm.name: 'a-b' is no ROS name
{jointStates: {topics: []}} | jointStates.topics needs 1 to 16 topics, got 0
{jointStates: {names: {elbow: their_elbow}}} | jointStates.names has 'elbow', which is none of the joints [
{jointStates: {names: {elbow_joint: wrist_1_joint}}} | jointStates.names makes two joints one
{gripper: {type: std_msgs/UInt8}} | gripper.name is missing: the topic of std_msgs/UInt8
{gripper: {type: std_msgs/UInt8, name: /g, closed: 256}} | gripper.closed: got 256.0, must be in [0.0, 255.0]
{gripper: {type: std_msgs/Float64, name: /g, closed: 1, open: 1}} | gripper.closed and gripper.open are both 1.0
{gripper: {type: std_msgs/Bool, name: /g, open: 1}} | gripper.closed and gripper.open are not used with std_msgs/Bool
{gripper: {opening: fingers}} | gripper.opening must be joint_states, commanded or a topic that starts with '/', got 'fingers'
{gripper: {opening: commanded, heldMeters: 0.2}} | gripper.heldMeters: got 0.2, it opens to
{gripper: {unit: mm}} | gripper.unit: got 'mm', allowed are opening, joint
""")
  void whatIsNotAllowedIsNamed(String section, String sentence) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> read(section, arm6));
    assertTrue(e.getMessage().contains(sentence), e.getMessage());
  }

  @Test
  void damagedSectionsAreReadOrRefusedButNothingElse() {
    byte[] good =
        ("{jointStates: {topics: [/a, /b], names: {elbow_joint: e}}, arm: {name: /c}, gripper:"
                + " {type: std_msgs/UInt8, name: /d, closed: 9, open: 3, opening: /e}}")
            .getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      for (int hit = 0; hit < 1 + random.nextInt(3); hit++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        if (new YAMLMapper().readTree(bad) instanceof ObjectNode section) {
          RobotDrivers.of(section, arm6);
        }
      } catch (IOException | IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "only " + refused + " damaged sections were refused");
  }

  /** Each example of the docs comes to the lines that stand below it. */
  @Test
  void theExamplesOfTheDocsHold() throws Exception {
    String docs = Files.readString(ProjectHome.resolve("worlds/DRIVERS.md"));
    Matcher blocks =
        Pattern.compile("```yaml ([^\n]+)\n(.*?)```\n\n((?: {4}[^\n]+\n)+)", Pattern.DOTALL)
            .matcher(docs);
    int examples = 0;
    while (blocks.find()) {
      RobotModel robot = blocks.group(1).equals("Panda") ? arm7 : arm6;
      List<String> fingers = robot.gripperSensorJoints();
      String printed =
          blocks
              .group(3)
              .replace("    ", "")
              .replace("0.08 opens", robot.maxGripperOpeningMeters() + " opens")
              .replace("panda_finger_joint1", fingers.get(0))
              .replace("panda_finger_joint2", fingers.get(1));
      ObjectNode file = (ObjectNode) new YAMLMapper().readTree(blocks.group(2));
      RobotDrivers drivers = RobotDrivers.of((ObjectNode) file.get("ros"), robot);
      assertEquals(printed.strip(), String.join("\n", drivers.words(robot)));
      examples++;
    }
    assertEquals(2, examples);
  }

  /** As the headers have them that rosserial generated of the makers' definitions. */
  @ParameterizedTest
  @CsvSource({
    "RobotiqGripper$Output, 481503a99d995d0e403b7ee708c6862c",
    "RobotiqGripper$Input, 17d49e32c00f4f2fb4fe664060553362",
    "FrankaGripper$GraspActionGoal, 7bd1a6e7f94ef15bb6dd05cb170e7909",
    "FrankaGripper$GraspActionFeedback, aae20e09065c3809e8a8e87c4c8953fd",
    "FrankaGripper$GraspActionResult, 89dbc4e75593b525bbbea3a150532ed6",
    "FrankaGripper$MoveActionGoal, f8907a1e7bb902f2e4c7db8e1cf3d24f",
    "FrankaGripper$MoveActionFeedback, aae20e09065c3809e8a8e87c4c8953fd",
    "FrankaGripper$MoveActionResult, 89dbc4e75593b525bbbea3a150532ed6",
  })
  void md5IsTheOneOfTheMakers(String record, String md5) throws ClassNotFoundException {
    Class<?> type = Class.forName("dev.cobot.node.drivers." + record);
    assertEquals(md5, MessageType.of(type.asSubclass(RosMessage.class)).md5());
  }

  @Test
  void anOpeningOnATopicIsRefusedWhenItIsOldOrBeyondItsEnds() {
    long[] wall = {0};
    MeasuredOpening opening = new MeasuredOpening("/hand", share -> 0.08 * share, () -> wall[0]);
    assertSays(opening, "no opening of the gripper came yet on /hand");
    opening.take(1.4, -32);
    assertSays(opening, "/hand says -32.0, which is 140 % of the way from closed to open");
    for (int i = 0; i <= 30; i++) { // read ten times a second, told thirty times
      opening.take(1 - 0.1 * Math.floorDiv(i, 3), 0);
      OpeningSource.Reading reading = opening.at(0);
      assertTrue(
          i < 6 || reading.velocityMetersPerSecond() < -0.02, "it moves: " + reading + " at " + i);
      wall[0] += 33_333_333L;
    }
    assertEquals(0, opening.at(0).openingMeters(), 1e-9);
    wall[0] += 600_000_000L;
    assertSays(opening, "the last opening of the gripper on /hand is 0.63 s old");
  }

  private static void assertSays(OpeningSource opening, String sentence) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> opening.at(0));
    assertTrue(e.getMessage().contains(sentence), e.getMessage());
  }
}
