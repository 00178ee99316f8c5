package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InverseKinematicsTest {
  private static World world;
  private static RobotModel robot;
  private static double[] home;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
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

  @Test
  void everyToolDownGoalOfTheWorkspaceIsSolvedFromHomeWithTheElbowUp() {
    InverseKinematics solver = new InverseKinematics(robot);
    Kinematics kinematics = new Kinematics(robot);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5000; i++) {
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
      Map<String, Transform> links = kinematics.baseFromLinks(solution.positionsRad(), 0, 0);
      assertTrue(
          links.get("forearm_link").translation().z() > 0.25, "the elbow hangs down at " + goal);
      for (int j = 0; j < home.length; j++) {
        assertTrue(Math.abs(solution.positionsRad()[j] - home[j]) < 2.6, goal + " flipped a joint");
      }
    }
  }

  @Test
  void aPathIsFollowedWithoutJumps() {
    InverseKinematics solver = new InverseKinematics(robot);
    double[] q = home;
    for (int i = 0; i <= 2000; i++) {
      double a = i * 2 * Math.PI / 500;
      double[] next =
          solver
              .solve(goal(0.05 + 0.18 * Math.cos(a), 0.27 * Math.sin(a), 0.1, Math.sin(3 * a)), q)
              .positionsRad();
      for (int j = 0; i > 0 && j < q.length; j++) {
        assertTrue(Math.abs(next[j] - q[j]) < 0.1, "joint " + j + " jumps at step " + i);
      }
      q = next;
    }
  }

  @Test
  void aGoalOutOfReachGivesTheNearestPositionsAndSaysSo() {
    InverseKinematics.Solution solution =
        new InverseKinematics(robot).solve(goal(1.5, 0, 0.2, 0), home);
    assertFalse(solution.converged());
    assertTrue(solution.positionErrorMeters() > 0.5 && solution.positionErrorMeters() < 1.6);
    for (int j = 0; j < home.length; j++) {
      double value = solution.positionsRad()[j];
      assertTrue(
          value >= robot.armJoints().get(j).lower() && value <= robot.armJoints().get(j).upper());
    }
  }

  @Test
  void theGoalsFramesAreChecked() {
    InverseKinematics solver = new InverseKinematics(robot);
    assertThrows(
        IllegalArgumentException.class,
        () -> solver.solve(Transform.identity("table", "tool0"), home));
    assertThrows(
        IllegalArgumentException.class,
        () -> solver.solve(Transform.identity("base_link", "tool0"), new double[] {Double.NaN}));
  }

  @Test
  void theJacobianIsTheDerivativeOfTheToolPose() {
    Kinematics kinematics = new Kinematics(robot);
    double[] q = {0.3, -1.1, 1.4, -1.7, -1.4, 0.6};
    double[] jacobian = kinematics.jacobian(q);
    double h = 1e-6;
    for (int j = 0; j < 6; j++) {
      double[] ahead = q.clone();
      ahead[j] += h;
      double[] behind = q.clone();
      behind[j] -= h;
      Transform a = kinematics.baseFromTool(ahead);
      Transform b = kinematics.baseFromTool(behind);
      double[] linear = a.translation().minus(b.translation()).times(1 / (2 * h)).toArray();
      Quaternion turn = a.rotation().after(b.rotation().inverse());
      double sign = Math.signum(turn.w());
      double[] angular = {sign * turn.x() / h, sign * turn.y() / h, sign * turn.z() / h};
      for (int row = 0; row < 3; row++) {
        assertEquals(linear[row], jacobian[row * 6 + j], 1e-6);
        assertEquals(angular[row], jacobian[(3 + row) * 6 + j], 1e-6);
      }
    }
  }

  @Test
  void toolDownPointsDownAndOpensAcrossItsYaw() {
    Quaternion rotation = InverseKinematics.toolDown(0.4);
    assertEquals(0, rotation.rotate(new Vector3(0, 0, 1)).distanceTo(new Vector3(0, 0, -1)), 1e-12);
    assertEquals(
        0,
        rotation
            .rotate(new Vector3(1, 0, 0))
            .distanceTo(new Vector3(Math.cos(0.4), Math.sin(0.4), 0)),
        1e-12);
  }
}
