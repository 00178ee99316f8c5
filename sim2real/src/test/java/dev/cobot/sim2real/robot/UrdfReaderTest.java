package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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
    assertTrue(message.matches("(?s)arm\\.urdf:\\d+:(\\d+:)? .*"), message);
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
    refused("<mass value=\"4.0\"/>", "<mass value=\"NaN\"/>", "<mass>", "finite");
    refused("<mimic joint=\"left_finger_joint\"/>", "", "gripper", "mimic");
    refused("<link name=\"tool0\"/>", "<link name=\"tool0\"/><link name=\"lost\"/>", "lost");
    refused("<child link=\"shoulder_link\"/>", "<child link=\"upper_arm_link\"/>", "second parent");
    refused("lower=\"0\" upper=\"0.0425\"", "lower=\"1\" upper=\"0.0425\"", "gripper");
    refused(
        "lower=\"-3.1415926536\" upper=\"3.1415926536\"",
        "lower=\"1\" upper=\"1\"",
        "lower < upper");
    refused("<robot name=\"arm6\">", "<robot name=\"arm6\"", "XML");
  }

  /** Reads the arm with one change, and returns the only note that the change brings. */
  private static String noted(String from, String to) throws DescriptionException {
    assertTrue(text.contains(from), "the robot file no longer says " + from);
    List<String> notes = parse(text.replaceFirst(Pattern.quote(from), to)).ignored();
    assertEquals(1, notes.size(), to + ": " + notes);
    assertTrue(notes.get(0).matches("arm\\.urdf:\\d+: .*"), notes.get(0));
    return notes.get(0);
  }

  @Test
  void whatMakersLeaveOutIsNotedAndNotRefused() throws Exception {
    String box = "<box size=\"0.05 0.125 0.055\"/>";
    assertTrue(noted(box, "<mesh filename=\"package://a/b.stl\"/>").contains("package://a/b.stl"));
    assertTrue(noted(box, "<capsule radius=\"1\" length=\"2\"/>").contains("no shape"));
    assertTrue(noted(box, "<box size=\"0.05 0 1\"/>").contains("left out"));
    assertTrue(noted("<mass value=\"4.0\"/>", "<mass value=\"0\"/>").contains("no mass"));
    assertTrue(noted("<mass value=\"4.0\"/>", "").contains("no mass"));
    assertTrue(noted("<material name=\"pad\"/>", "<material name=\"gold\"/>").contains("'gold'"));
    assertTrue(noted(" effort=\"28\"", " effort=\"0\"").contains("no effort"));
    assertTrue(noted(" velocity=\"3.1415926536\"", "").contains("1.0 is taken"));
    assertTrue(
        noted("<link name=\"tool0\"/>", "<link name=\"tool0\"/><transmission/>")
            .contains("<transmission>"));
    assertTrue(
        noted(
                "<gazebo reference=\"left_finger\"><mu1>1.0</mu1>",
                "<gazebo reference=\"left_finger\"><plugin/>")
            .contains("<plugin>"));
    // No note at all: nothing is lost.
    for (String[] change :
        List.of(
            new String[] {"<material name=\"dark\"/>", ""},
            new String[] {"rgba=\"0.74 0.75 0.77 1\"", "rgba=\"0.74 0.75 7 1\""},
            new String[] {"<?xml version=\"1.0\"?>", "<?xml version=\"0.0\"?>"},
            new String[] {
              "<gazebo reference=\"left_finger\"><mu1>1.0</mu1>",
              "<gazebo reference=\"left_finger\" mu1=\"0.5\">"
            })) {
      assertTrue(text.contains(change[0]));
      assertEquals(
          List.of(), parse(text.replaceFirst(Pattern.quote(change[0]), change[1])).ignored());
    }
    RobotModel robot =
        parse(
            text.replace(
                "<gazebo reference=\"left_finger\"><mu1>1.0</mu1>",
                "<gazebo reference=\"left_finger\" mu1=\"0.5\">"));
    assertEquals(0.5, robot.link("left_finger").friction());
    // A colour that a later link defines.
    String first = "<material name=\"dark\"><color rgba=\"0.17 0.17 0.19 1\"/></material>";
    String later =
        text.replace(first, "")
            .replace(
                "<link name=\"tool0\"/>",
                "<link name=\"tool0\"><visual><geometry><sphere radius=\"0.001\"/></geometry>"
                    + first
                    + "</visual></link>");
    assertEquals(
        parse(text).link("gripper_palm").visuals().get(0).color(),
        parse(later).link("gripper_palm").visuals().get(0).color());
  }

  @Test
  void anyTreeIsADescription() throws Exception {
    RobotDescription mobile =
        describe(
            "<robot name=\"m\"><link name=\"world\"/><link name=\"a\"/><link name=\"b\"/><link"
                + " name=\"c\"/><joint name=\"1\" type=\"floating\"><parent link=\"world\"/><child"
                + " link=\"a\"/></joint><joint name=\"2\" type=\"continuous\"><parent"
                + " link=\"a\"/><child link=\"b\"/></joint><joint name=\"3\""
                + " type=\"revolute\"><parent link=\"b\"/><child link=\"c\"/></joint></robot>");
    assertEquals("world", mobile.root());
    assertEquals(RobotModel.JointType.FREE, mobile.joints().get("1").type());
    assertEquals(Double.POSITIVE_INFINITY, mobile.joints().get("2").upper());
    assertEquals(Math.PI, mobile.joints().get("3").upper());
    assertEquals(List.of("a", "b", "c"), mobile.subtree("a"));
    String two =
        assertThrows(
                DescriptionException.class,
                () -> describe("<robot name=\"m\"><link name=\"a\"/><link name=\"b\"/></robot>"))
            .getMessage();
    assertTrue(two.contains("2 links") && two.contains("[a, b]"), two);
    String xacro =
        assertThrows(
                DescriptionException.class,
                () -> describe("<robot name=\"m\"><xacro:include filename=\"x\"/></robot>"))
            .getMessage();
    assertTrue(xacro.contains("expand it first (xacro FILE > arm.urdf)"), xacro);
    String blank =
        assertThrows(
                DescriptionException.class, () -> describe("\n<?xml version=\"1.0\"?><robot/>"))
            .getMessage();
    assertTrue(blank.startsWith("arm.urdf:2:") && blank.contains("must be the first thing"), blank);
    String open =
        assertThrows(DescriptionException.class, () -> describe("<robot>\n</robo>")).getMessage();
    assertTrue(open.matches("arm\\.urdf:2:\\d+: not well-formed XML: .*robot.*"), open);
  }

  private static RobotDescription describe(String urdf) throws DescriptionException {
    return RobotDescription.parse(
        "arm.urdf", urdf.getBytes(StandardCharsets.UTF_8), MeshSource.NONE);
  }

  @Test
  void aMeshIsDrawnAndItsBoxesCollide() throws Exception {
    // An angle of two bars: one box would fill the corner between them.
    double[] corners = new double[18];
    double[][] points = {
      {0, 0, 0}, {0.4, 0, 0}, {0, 0.02, 0}, {0, 0, 0}, {0.02, 0, 0}, {0, 0.3, 0}
    };
    for (int i = 0; i < 6; i++) {
      System.arraycopy(points[i], 0, corners, 3 * i, 3);
    }
    MeshSource source =
        (uri, notes) -> {
          if (uri.equals("there.stl")) {
            return List.of(
                new MeshSource.Part(new TriangleMesh(corners, null, null), Optional.empty()));
          }
          throw new DescriptionException("there is no file " + uri);
        };
    String urdf =
        "<robot name=\"m\"><link name=\"a\"><visual><geometry><mesh filename=\"there.stl\""
            + " scale=\"1 -1 1\"/></geometry></visual><visual><geometry><mesh"
            + " filename=\"gone.stl\"/></geometry></visual><collision><geometry><mesh"
            + " filename=\"there.stl\"/></geometry></collision></link></robot>";
    RobotDescription robot =
        RobotDescription.parse("arm.urdf", urdf.getBytes(StandardCharsets.UTF_8), source);
    RobotModel.Link link = robot.links().get("a");
    assertEquals(1, link.visuals().size());
    assertEquals(
        -0.3, ((Shape.Mesh) link.visuals().get(0).shape()).triangles().minMeters().y(), 1e-12);
    assertEquals(4, link.collisions().size());
    Shape.Box last = (Shape.Box) link.collisions().get(3).shape();
    assertTrue(last.sizeMeters().y() < 0.01, "" + last);
    assertEquals(1, robot.notes().size());
    assertTrue(robot.notes().get(0).contains("'gone.stl' is left out: there is no file"));
    // Where nothing else is there to be drawn, what collides is.
    String unseen = urdf.replaceFirst("<visual>.*?</visual>", "");
    link =
        RobotDescription.parse("arm.urdf", unseen.getBytes(StandardCharsets.UTF_8), source)
            .links()
            .get("a");
    assertEquals(4, link.visuals().size());
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
