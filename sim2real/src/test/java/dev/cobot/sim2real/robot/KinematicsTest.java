package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KinematicsTest {
  private static Kinematics kinematics;

  @BeforeAll
  static void loadRobot() throws Exception {
    kinematics =
        new Kinematics(
            RobotModel.load(Path.of(System.getProperty("cobot.home"), "worlds/robots/arm6.urdf")));
  }

  /** The closed form of the maker's Denavit-Hartenberg table, turned by pi as base_link is. */
  @Test
  void theFlangeIsWhereTheMakersTablePutsIt() {
    double[] q = {0.4, -1.3, 1.7, -2.0, -1.4, 0.9};
    double[] a = {0, -0.425, -0.3922, 0, 0, 0};
    double[] d = {0.1625, 0, 0, 0.1333, 0.0997, 0.0996};
    double[] alpha = {Math.PI / 2, 0, 0, Math.PI / 2, -Math.PI / 2, 0};
    Transform flange = Transform.identity("base", "base");
    for (int i = 0; i < 6; i++) {
      Transform turn =
          new Transform(
              "base",
              "base",
              new Vector3(0, 0, d[i]),
              Kinematics.about(new Vector3(0, 0, 1), q[i]));
      Transform link =
          new Transform(
              "base",
              "base",
              new Vector3(a[i], 0, 0),
              Kinematics.about(new Vector3(1, 0, 0), alpha[i]));
      flange = flange.after(turn).after(link);
    }
    Vector3 expected =
        new Vector3(-flange.translation().x(), -flange.translation().y(), flange.translation().z());
    Vector3 actual = kinematics.baseFromLinks(q, 0, 0).get("wrist_3_link").translation();
    assertEquals(0, expected.distanceTo(actual), 1e-9, expected + " is not " + actual);
  }

  @Test
  void atZeroTheArmPointsAlongBaseX() {
    Vector3 tool = kinematics.baseFromTool(new double[6]).translation();
    assertTrue(tool.x() > 0.8 && Math.abs(tool.y()) < 0.4, "tool at " + tool);
  }

  @Test
  void theFingersSlideApartAlongToolY() {
    double[] q = {0.1, -1.2, 1.6, -1.97, -1.57, 0.3};
    Transform toolFromBase = kinematics.baseFromTool(q).inverse();
    Map<String, Transform> links = kinematics.baseFromLinks(q, 0.03, 0.02);
    assertEquals(
        0,
        toolFromBase
            .apply(links.get("left_finger").translation())
            .distanceTo(new Vector3(0, 0.03, -0.0125)),
        1e-9);
    assertEquals(
        0,
        toolFromBase
            .apply(links.get("right_finger").translation())
            .distanceTo(new Vector3(0, -0.02, -0.0125)),
        1e-9);
    assertEquals(
        0,
        links.get("tool0").translation().distanceTo(kinematics.baseFromTool(q).translation()),
        1e-9);
  }

  @Test
  void aWrongNumberOfJointsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> kinematics.baseFromTool(new double[] {1, 2}));
  }
}
