package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UrdfReaderTest {
  private static final Path URDF =
      Path.of(System.getProperty("cobot.home"), "worlds/robots/arm6.urdf");
  private static String text;

  @BeforeAll
  static void readText() throws Exception {
    text = Files.readString(URDF);
  }

  private static RobotModel parse(String urdf) throws DescriptionException {
    return RobotModel.parse("arm.urdf", urdf.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String from, String to, String... words) {
    assertTrue(text.contains(from), "the robot file no longer says " + from);
    String message =
        assertThrows(DescriptionException.class, () -> parse(text.replace(from, to)), to)
            .getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), "'" + word + "' is missing in: " + message);
    }
    assertTrue(message.matches("(?s)arm\\.urdf:\\d+: .*"), message);
  }

  @Test
  void theArmIsReadWithItsLimits() throws Exception {
    RobotModel robot = RobotModel.load(URDF);
    assertEquals(
        List.of(
            "shoulder_pan_joint",
            "shoulder_lift_joint",
            "elbow_joint",
            "wrist_1_joint",
            "wrist_2_joint",
            "wrist_3_joint"),
        robot.armJointNames());
    assertEquals(Math.PI, robot.armJoints().get(2).upper(), 1e-6);
    assertEquals(2 * Math.PI, robot.armJoints().get(0).upper(), 1e-6);
    assertEquals(Math.PI, robot.armJoints().get(5).maxVelocity(), 1e-6);
    assertEquals(150, robot.armJoints().get(1).maxEffort());
    assertEquals(0.085, robot.maxGripperOpeningMeters(), 1e-9);
    assertEquals("gripper_palm", robot.palmLink());
    assertEquals(8.058, robot.link("upper_arm_link").massKg());
    assertEquals(1.0, robot.link("left_finger").friction());
    assertEquals(List.of(), robot.ignored());
  }

  @Test
  void theJudgeOfTheFormatAcceptsTheFile() throws Exception {
    Process process =
        new ProcessBuilder("check_urdf", URDF.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "check_urdf did not end");
    assertEquals(0, process.exitValue(), output);
    assertTrue(output.contains("Successfully Parsed XML"), output);
    assertTrue(output.contains("tool0"), output);
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    refused("<child link=\"tool0\"/>", "<child link=\"tool\"/>", "<child>", "'tool'", "tool0");
    refused("type=\"revolute\"", "type=\"screw\"", "<joint>", "screw", "allowed: fixed, revolute");
    refused("<axis xyz=\"0 1 0\"/>", "<axis xyz=\"0 0 0\"/>", "<axis>", "direction");
    refused("<mass value=\"4.0\"/>", "<mass value=\"-4\"/>", "<mass>", "above 0", "-4");
    refused("<mass value=\"4.0\"/>", "<mass value=\"NaN\"/>", "<mass>", "finite");
    refused("<mass value=\"4.0\"/>", "<mass/>", "value");
    refused("<mimic joint=\"left_finger_joint\"/>", "", "gripper", "mimic");
    refused("<box size=\"0.05 0.125 0.055\"/>", "<mesh filename=\"a\"/>", "<mesh>", "<box>");
    refused("<box size=\"0.05 0.125 0.055\"/>", "<box size=\"0.05 0 1\"/>", "<box>");
    refused("<material name=\"pad\"/>", "<material name=\"gold\"/>", "pad", "tube");
    refused("<link name=\"tool0\"/>", "<link name=\"tool0\"/><link name=\"lost\"/>", "lost");
    refused("lower=\"0\" upper=\"0.0425\"", "lower=\"1\" upper=\"0.0425\"", "lower < upper");
    refused("<child link=\"shoulder_link\"/>", "<child link=\"upper_arm_link\"/>", "second parent");
    refused("rgba=\"0.74 0.75 0.77 1\"", "rgba=\"0.74 0.75 7 1\"", "<color>", "[0, 1]");
    refused("<robot name=\"arm6\">", "<robot name=\"arm6\"", "XML");
  }

  @Test
  void unknownElementsAreListed() throws Exception {
    RobotModel robot =
        parse(text.replace("<link name=\"tool0\"/>", "<transmission/><link name=\"tool0\"/>"));
    assertEquals(1, robot.ignored().size());
    assertTrue(robot.ignored().get(0).matches("arm\\.urdf:\\d+: <transmission> inside <robot>"));
  }

  @Test
  void entitiesAndDocumentTypesAreRefused() throws Exception {
    Path secret = Files.createTempFile("secret", ".txt");
    Files.writeString(secret, "arm6");
    String[] heads = {
      "<!DOCTYPE robot [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
      "<!DOCTYPE robot SYSTEM \"http://localhost:1/robot.dtd\">",
      "<!DOCTYPE robot [<!ENTITY a \"aaaa\"><!ENTITY x \"&a;&a;&a;\">]>"
    };
    String body = text.substring(text.indexOf("<robot")).replace("Z", "&x;");
    for (String head : heads) {
      String message =
          assertThrows(DescriptionException.class, () -> parse(head + body)).getMessage();
      assertTrue(message.contains("document types"), message);
    }
    Files.delete(secret);
  }

  @Test
  void hugeAndDeepFilesAreRefused() {
    byte[] huge = new byte[XmlElement.MAX_BYTES + 1];
    assertTrue(
        assertThrows(DescriptionException.class, () -> RobotModel.parse("big", huge))
            .getMessage()
            .contains("at most"));
    String deep = "<robot name=\"a\">" + "<link>".repeat(5000);
    assertTrue(
        assertThrows(DescriptionException.class, () -> parse(deep)).getMessage().contains("deep"));
    String wide = "<robot name=\"a\">" + "<x/>".repeat(100_000) + "</robot>";
    assertTrue(
        assertThrows(DescriptionException.class, () -> parse(wide))
            .getMessage()
            .contains("elements"));
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() {
    SplittableRandom random = new SplittableRandom(9);
    byte[] good = text.getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] bad = good.clone();
      int hits = 1 + random.nextInt(4);
      for (int h = 0; h < hits; h++) {
        int at = random.nextInt(bad.length);
        if (random.nextInt(4) == 0) {
          int length = Math.min(random.nextInt(200), bad.length - at);
          System.arraycopy(good, random.nextInt(bad.length - length), bad, at, length);
        } else {
          bad[at] = (byte) random.nextInt(256);
        }
      }
      try {
        new Kinematics(RobotModel.parse("fuzz", bad)).baseFromTool(new double[6]);
      } catch (DescriptionException e) {
        refused++;
      }
    }
    assertTrue(refused > 300, "only " + refused + " damaged files were refused");
  }
}
