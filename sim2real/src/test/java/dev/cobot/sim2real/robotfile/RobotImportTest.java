package dev.cobot.sim2real.robotfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobotImportTest {
  private static final Path ROBOTS = Path.of(System.getProperty("cobot.home"), "worlds/robots");
  private static final double[] POSTURE = {0.3, -1.9, 1.7, -1.2, -1.4, 0.5};

  /** The six-axis arm as somebody else would call it, below a world, with a camera that turns. */
  private static String foreign;

  @TempDir private Path folder;

  @BeforeAll
  static void renameOurArm() throws IOException {
    foreign =
        Files.readString(ROBOTS.resolve("arm6.urdf"))
            .replace("\"base_link\"", "\"foot\"")
            .replace("\"tool0\"", "\"grip_center\"")
            .replace("\"base_link-base_link_inertia\"", "\"a\"")
            .replace("name=\"arm6\"", "name=\"theirs\"")
            .replace(
                "<link name=\"foot\"/>",
                "<link name=\"world\"/><link name=\"foot\"/><link name=\"pan\"/>"
                    + "<joint name=\"stand\" type=\"fixed\"><parent link=\"world\"/><child"
                    + " link=\"foot\"/><origin xyz=\"1 2 0.8\"/></joint>"
                    + "<joint name=\"pan\" type=\"continuous\"><parent link=\"world\"/><child"
                    + " link=\"pan\"/></joint>");
  }

  private RobotImport.Imported imported(String urdf, Optional<String> tool, String... gripper)
      throws IOException {
    Path file = Files.writeString(folder.resolve("theirs.urdf"), urdf);
    return RobotImport.run(
        new RobotImport.Request(
            file, "theirs", Optional.empty(), tool, List.of(), List.of(gripper), Optional.empty()));
  }

  private String refused(String urdf) {
    return assertThrows(DescriptionException.class, () -> imported(urdf, Optional.empty()))
        .getMessage();
  }

  @Test
  void armToolAndGripperAreFoundInTheTree() throws Exception {
    RobotImport.Imported imported = imported(foreign, Optional.empty());
    assertEquals("foot", imported.file().base());
    assertEquals(
        List.of(
            "shoulder_pan_joint",
            "shoulder_lift_joint",
            "elbow_joint",
            "wrist_1_joint",
            "wrist_2_joint",
            "wrist_3_joint"),
        imported.file().arm());
    assertEquals(
        List.of("left_finger_joint", "right_finger_joint"),
        List.copyOf(imported.file().gripper().joints().keySet()));
    assertEquals(List.of(), imported.check().problems());
    assertTrue(
        imported.check().notes().stream().anyMatch(n -> n.contains("[world, pan]")),
        "" + imported.check());

    // Where our own description has the tool: between the pads, up to half a turn.
    RobotModel ours = RobotModel.load(ROBOTS.resolve("arm6.urdf"));
    RobotModel theirs = imported.robot();
    Transform expected = new Kinematics(ours).baseFromTool(POSTURE);
    Transform found = new Kinematics(theirs).baseFromTool(POSTURE);
    assertEquals(0, found.translation().minus(expected.translation()).norm(), 1e-4);
    Vector3 out = new Vector3(0, 0, 1);
    assertEquals(1, found.rotation().rotate(out).dot(expected.rotation().rotate(out)), 1e-9);
    Vector3 along = new Vector3(0, 1, 0);
    assertEquals(
        1, Math.abs(found.rotation().rotate(along).dot(expected.rotation().rotate(along))), 1e-9);
    assertEquals(ours.maxGripperOpeningMeters(), theirs.maxGripperOpeningMeters(), 1e-4);
  }

  @Test
  void aLinkageIsDrawnAsFarOpenAsItsPadsAre() throws Exception {
    String jaws =
        foreign
            .replace("type=\"prismatic\"", "type=\"revolute\"")
            .replace("<axis xyz=\"0 1 0\"/>", "<axis xyz=\"-1 0 0\"/>")
            .replace("<axis xyz=\"0 -1 0\"/>", "<axis xyz=\"1 0 0\"/>")
            .replace("lower=\"0\" upper=\"0.0425\"", "lower=\"0\" upper=\"0.7\"")
            .replace("xyz=\"0 0 0.115\"", "xyz=\"0 0 0.09\"")
            .replace("<origin xyz=\"0 0.005 0\"", "<origin xyz=\"0 0.005 0.0255\"")
            .replace("<origin xyz=\"0 -0.005 0\"", "<origin xyz=\"0 -0.005 0.0255\"");
    RobotModel robot = imported(jaws, Optional.empty()).robot();
    double reach = 0.048;
    assertEquals(2 * reach * Math.sin(0.7), robot.maxGripperOpeningMeters(), 1e-4);
    assertEquals(2 * reach * Math.sin(0.35), robot.linkage().openingMeters(0.35), 2e-4);
    assertEquals(0.35, robot.linkage().leadPosition(robot.linkage().openingMeters(0.35)), 1e-9);
    assertEquals(List.of("left_finger_joint"), robot.gripperSensorJoints());
    for (double opening : new double[] {0, 0.02, 0.05}) {
      var links = new Kinematics(robot).baseFromLinks(POSTURE, opening / 2, opening / 2);
      Transform toolFromLeft = links.get(RobotModel.TOOL).inverse().after(links.get("left_finger"));
      double drawn = toolFromLeft.apply(new Vector3(0, 0, reach)).y();
      assertEquals(opening / 2, Math.abs(drawn), 3e-4);
    }
  }

  @Test
  void whatCannotBeDecidedIsSaid() throws Exception {
    String bare =
        foreign
            .replaceAll("(?s)<joint name=\"(left|right)_finger_joint\".*?</joint>", "")
            .replaceAll("(?s)<link name=\"(left|right)_finger\">.*?</link>", "");
    RobotImport.Imported without = imported(bare, Optional.empty());
    assertTrue(without.check().notes().get(0).contains("no gripper"), "" + without.check().notes());
    assertFalse(without.check().ownGripper());
    assertEquals(0.085, without.robot().maxGripperOpeningMeters(), 1e-9);

    String free = foreign.replace("<mimic joint=\"left_finger_joint\"/>", "");
    assertEquals(0.085, imported(free, Optional.empty()).robot().maxGripperOpeningMeters(), 1e-4);

    // A second arm that hangs on the same world.
    int from = foreign.indexOf("<link name=\"base_link_inertia\">");
    String second =
        foreign
            .substring(from, foreign.indexOf("</robot>"))
            .replaceAll("(name|link|joint|reference)=\"", "$1=\"b_")
            .replace("\"b_foot\"", "\"foot\"")
            .replaceAll("material name=\"b_", "material name=\"");
    String two = foreign.replace("</robot>", second + "</robot>");
    String message = refused(two);
    assertTrue(message.contains("there are 2 arms"), message);
    assertTrue(message.contains("--tool b_wrist_3_link: 6 joints"), message);
    assertEquals(
        "b_shoulder_pan_joint", imported(two, Optional.of("b_wrist_3_link")).file().arm().get(0));

    assertTrue(refused(foreign.replace("revolute", "prismatic")).contains("--arm"));
    assertTrue(
        assertThrows(
                DescriptionException.class,
                () -> imported(foreign, Optional.empty(), "elbow_joint"))
            .getMessage()
            .contains("left_finger_joint"));
    assertTrue(
        refused(foreign.replace("<link name=\"world\"/>", "<xacro:include filename=\"a\"/>"))
            .contains("xacro"));
  }

  @Test
  void theFolderIsReadAgainAndStandsInAnyWorld() throws Exception {
    RobotImport.Imported imported = imported(foreign, Optional.empty());
    Path out = folder.resolve("theirs");
    imported.write(out);
    assertEquals(imported.file(), RobotFile.read(out));
    assertEquals(imported.check().reachedPlaces(), RobotCheck.of(out).reachedPlaces());
    World plain =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
    World world = RobotFile.into(plain, out);
    assertEquals("theirs", world.robot().model().name());
    try (PlantSimulator plant = PlantSimulator.open(world, List.of(), 1)) {
      plant.commandGripper(0.03);
      plant.advance(1);
      assertEquals(0.03, plant.armState().gripperOpeningMeters(), 0.002);
    }
    String text = Files.readString(out.resolve(RobotFile.FILE));
    Files.writeString(out.resolve(RobotFile.FILE), text + "ros: {arm: {name: /theirs}}\n");
    imported.write(out);
    assertEquals("/theirs", RobotFile.read(out).ros().at("/arm/name").asText(), "by hand");
    for (String[] wrong :
        new String[][] {
          {"base: foot", "base: hip", "base", "'hip'"},
          {"- elbow_joint", "- knee", "arm", "'knee'"},
          {"robot: theirs", "robot: theirs\nlegs: 2", "legs", "robot.yaml:"},
          {"left_finger_joint:", "thumb:", "gripper.joints", "'thumb'"}
        }) {
      assertTrue(text.contains(wrong[0]), wrong[0]);
      Files.writeString(out.resolve(RobotFile.FILE), text.replaceFirst(wrong[0], wrong[1]));
      String message =
          assertThrows(DescriptionException.class, () -> RobotFile.load(out)).getMessage();
      assertTrue(message.contains(wrong[2]) && message.contains(wrong[3]), message);
    }
    String without = text.replaceFirst("(?m)^ *padSizeMeters:\\n( *- .*\\n){3}", "");
    Files.writeString(out.resolve(RobotFile.FILE), without);
    String message =
        assertThrows(DescriptionException.class, () -> RobotFile.load(out)).getMessage();
    assertTrue(message.contains("gripper.padSizeMeters needs 3 numbers, got null"), message);
  }

  @Test
  void damagedRobotFilesAreReadOrRefusedButNothingElse() throws Exception {
    Path out = folder.resolve("theirs");
    imported(foreign, Optional.empty()).write(out);
    byte[] good = Files.readAllBytes(out.resolve(RobotFile.FILE));
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bad = good.clone();
      for (int hit = 0; hit < 1 + random.nextInt(3); hit++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        RobotFile.parse("robot.yaml", bad);
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 300, "only " + refused + " damaged files were refused");
    assertThrows(
        DescriptionException.class,
        () -> RobotFile.parse("robot.yaml", "".getBytes(StandardCharsets.UTF_8)));
  }
}
