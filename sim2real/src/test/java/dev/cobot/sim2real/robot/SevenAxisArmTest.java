package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The arm of arm7.urdf: kinematics by the maker's table, and inverse kinematics on seven joints.
 */
class SevenAxisArmTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");
  private static World world;
  private static RobotModel robot;
  private static double[] home;
  @TempDir private Path folder;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(WORLDS.resolve("factory_table_arm7.world"));
    robot = world.robot().model();
    home = PlantSimulator.homePositionsRad(world);
  }

  private static Transform goal(double x, double y, double z, double yaw) {
    return world
        .robot()
        .tableFromBase()
        .inverse()
        .after(
            new Transform(
                "table", RobotModel.TOOL, new Vector3(x, y, z), InverseKinematics.toolDown(yaw)));
  }

  private static double roomRad(double[] q) {
    double room = Double.POSITIVE_INFINITY;
    for (int j = 0; j < q.length; j++) {
      Joint joint = robot.armJoints().get(j);
      room = Math.min(room, Math.min(q[j] - joint.lower(), joint.upper() - q[j]));
    }
    return room;
  }

  /** The maker's Denavit-Hartenberg table (Craig's convention), multiplied out here by hand. */
  @Test
  void theChainIsThatOfTheMakersTable() {
    double[][] table = { // a before, alpha before, d
      {0, 0, 0.333},
      {0, -Math.PI / 2, 0},
      {0, Math.PI / 2, 0.316},
      {0.0825, Math.PI / 2, 0},
      {-0.0825, -Math.PI / 2, 0.384},
      {0, Math.PI / 2, 0},
      {0.088, Math.PI / 2, 0}
    };
    Kinematics kinematics = new Kinematics(robot);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      double[] q = new double[7];
      Vector3 position = Vector3.ZERO;
      Quaternion rotation = Quaternion.IDENTITY;
      for (int j = 0; j < 7; j++) {
        Joint joint = robot.armJoints().get(j);
        q[j] = random.nextDouble(joint.lower(), joint.upper());
        position = position.plus(rotation.rotate(new Vector3(table[j][0], 0, 0)));
        rotation = rotation.after(Quaternion.fromRollPitchYaw(table[j][1], 0, 0));
        position = position.plus(rotation.rotate(new Vector3(0, 0, table[j][2])));
        rotation = rotation.after(Quaternion.fromYaw(q[j]));
      }
      position = position.plus(rotation.rotate(new Vector3(0, 0, 0.107 + 0.1034)));
      rotation = rotation.after(Quaternion.fromYaw(-Math.PI / 4));
      Transform tool = kinematics.baseFromTool(q);
      assertEquals(0, tool.translation().distanceTo(position), 1e-9);
      assertEquals(0, tool.rotation().angleTo(rotation), 1e-7);
    }
  }

  @Test
  void homeIsOnTheBranchOfTheStateThatTheSrdfNames() {
    Transform reached = new Kinematics(robot).baseFromTool(home);
    assertEquals(0, reached.translation().distanceTo(goal(-0.22, 0, 0.36, 0).translation()), 2e-5);
    assertEquals(7, robot.homeStateRad().size());
    assertTrue(roomRad(home) > 0.1, "room to the limits at home: " + roomRad(home));
    assertEquals(0, home[0], 0.2);
    assertTrue(home[3] < -1.5, "the elbow is bent");
  }

  @Test
  void everyToolDownGoalOfTheWorkspaceIsSolvedFromHomeInsideTheLimits() {
    InverseKinematics solver = new InverseKinematics(robot);
    Kinematics kinematics = new Kinematics(robot);
    SplittableRandom random = new SplittableRandom(3);
    int iterations = 0;
    int goals = 5000;
    for (int i = 0; i < goals; i++) {
      Transform goal =
          goal(
              random.nextDouble(-0.14, 0.25),
              random.nextDouble(-0.28, 0.28),
              random.nextDouble(0.01, 0.35),
              random.nextDouble(-Math.PI / 2, Math.PI / 2));
      InverseKinematics.Solution solution = solver.solve(goal, home);
      assertTrue(solution.converged(), goal + " from home ended at " + solution);
      Transform reached = kinematics.baseFromTool(solution.positionsRad());
      assertTrue(reached.translation().distanceTo(goal.translation()) < 2e-5);
      assertTrue(reached.rotation().angleTo(goal.rotation()) < 2e-4);
      assertTrue(roomRad(solution.positionsRad()) >= 0, "outside of the limits at " + goal);
      iterations += solution.iterations();
    }
    System.out.printf(
        "arm7: %d goals, %.1f iterations on average%n", goals, iterations / (double) goals);
    assertTrue(iterations < 15 * goals, iterations / (double) goals + " iterations on average");
  }

  @Test
  void aLongPathDriftsIntoNoLimitAndJumpsNowhere() {
    InverseKinematics solver = new InverseKinematics(robot);
    double[] q = home;
    double least = roomRad(home);
    for (int i = 0; i <= 5000; i++) {
      double a = i * 2 * Math.PI / 500;
      InverseKinematics.Solution solution =
          solver.solve(
              goal(0.05 + 0.18 * Math.cos(a), 0.27 * Math.sin(a), 0.1, Math.sin(3 * a)), q);
      assertTrue(solution.converged(), "step " + i + ": " + solution);
      double[] next = solution.positionsRad();
      for (int j = 0; i > 0 && j < q.length; j++) {
        assertTrue(Math.abs(next[j] - q[j]) < 0.1, "joint " + j + " jumps at step " + i);
      }
      q = next;
      least = Math.min(least, roomRad(q));
    }
    assertTrue(least > 0.05, "least room to a limit: " + least);
  }

  @Test
  void theElbowThatWasTurnedAsideComesBack() {
    InverseKinematics solver = new InverseKinematics(robot);
    double[] aside = home.clone();
    aside[0] += 1.2;
    aside[2] -= 1.2;
    double[] q = solver.solve(goal(0.05, 0, 0.2, 0), aside).positionsRad();
    double before = Math.abs(q[2]);
    for (int i = 0; i < 400; i++) {
      q = solver.solve(goal(0.05, i % 2 == 0 ? 0.05 : -0.05, 0.2, 0), q).positionsRad();
    }
    assertTrue(Math.abs(q[2]) < 0.5 * before, before + " rad aside became " + q[2]);
  }

  @Test
  void mistakesOfTheSrdfAreNamedWithTheirPlace() throws Exception {
    Path urdf = folder.resolve("arm7.urdf");
    Path srdf = folder.resolve("arm7.srdf");
    Files.copy(WORLDS.resolve("robots/arm7.urdf"), urdf);
    assertEquals(List.of(), RobotModel.load(urdf).homeStateRad());
    String text = Files.readString(WORLDS.resolve("robots/arm7.srdf"), StandardCharsets.UTF_8);
    String[][] mistakes = {
      {"<robot name=\"arm7\">", "<robot name=\"arm6\">", "<robot>", "arm7"},
      {"\"joint3\" value=\"0\"", "\"joint9\" value=\"0\"", "<joint>", "joint9"},
      {"\"joint3\" value=\"0\"", "\"joint3\" value=\"4\"", "<joint>", "limits"},
      {"\"joint3\" value=\"0\"", "\"joint3\" value=\"x\"", "<joint>", "number"},
      {"\"joint3\" value=\"0\"", "\"joint2\" value=\"0\"", "<joint>", "second time"},
      {"<joint name=\"joint3\" value=\"0\"/>", "", "<group_state>", "joint3"},
    };
    for (String[] mistake : mistakes) {
      assertTrue(text.contains(mistake[0]), mistake[0]);
      Files.writeString(srdf, text.replace(mistake[0], mistake[1]));
      String message =
          assertThrows(DescriptionException.class, () -> RobotModel.load(urdf), mistake[1])
              .getMessage();
      assertTrue(message.matches("(?s).*arm7\\.srdf:\\d+: .*"), message);
      assertTrue(message.contains(mistake[2]) && message.contains(mistake[3]), message);
    }
    Files.writeString(srdf, text);
    assertEquals(robot.homeStateRad(), RobotModel.load(urdf).homeStateRad());
  }
}
