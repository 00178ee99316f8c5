package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmTableCheckTest {
  private static World world(String file) throws Exception {
    return World.load(Path.of(System.getProperty("cobot.home"), "worlds", file));
  }

  @Test
  void anElbowOnTheTableIsSeenThoughTheGripperIsInTheAir() throws Exception {
    try (PlantSimulator cell = PlantSimulator.open(world("factory_table.world"), List.of(), 1)) {
      assertEquals(Set.of(), cell.truth().linksInTable());
      assertFalse(cell.truth().armMeetsTable());
      double[] low = {0, 0.4, -1.7, -1.97, -1.57, 0};
      cell.followTrajectory(JointTrajectory.to(cell.armState().jointNames(), 3, low));
      cell.advance(5);
      PlantTruth truth = cell.truth();
      assertTrue(truth.linksInTable().contains("upper_arm_link"), truth.linksInTable().toString());
      assertFalse(truth.gripperMeetsTable());
      assertTrue(truth.armMeetsTable());
      cell.followTrajectory(
          JointTrajectory.to(cell.armState().jointNames(), 3, cell.homePositionsRad()));
      cell.advance(5);
      assertEquals(Set.of(), cell.truth().linksInTable());
    }
  }

  /** The engine's collision of solids against the lowest point of each solid by geometry. */
  @ParameterizedTest
  @ValueSource(strings = {"factory_table.world", "factory_table_arm7.world"})
  void theCheckAgreesWithGeometryInAnyPosture(String file) throws Exception {
    World world = world(file);
    RobotModel robot = world.robot().model();
    Kinematics kinematics = new Kinematics(robot);
    Transform tableFromBase = world.robot().tableFromBase();
    List<String> judged =
        robot.armJoints().stream().map(Joint::child).toList(); // all links that move have a joint
    SplittableRandom random = new SplittableRandom(8);
    int met = 0;
    int compared = 0;
    try (OdeWorld physics = new OdeWorld(Vector3.ZERO, 0.004)) {
      ArmTableCheck check = new ArmTableCheck(world, physics);
      for (int i = 0; i < 2000; i++) {
        double[] q =
            robot.armJoints().stream()
                .mapToDouble(
                    j -> random.nextDouble(Math.max(-3, j.lower()), Math.min(3, j.upper())))
                .toArray();
        Map<String, Transform> links = kinematics.baseFromLinks(q, 0, 0);
        Set<String> found = check.linksInTable(tableFromBase, links);
        for (String name : judged) {
          double lowest = Double.POSITIVE_INFINITY;
          boolean overTable = true;
          for (LinkCollision collision : robot.link(name).collisions()) {
            Transform at = tableFromBase.after(links.get(name)).after(collision.linkFromShape());
            Vector3 c = at.translation();
            overTable &= Math.abs(c.x()) < 0.45 && Math.abs(c.y()) < 0.25 && c.z() > -0.6;
            Shape.Cylinder cylinder = (Shape.Cylinder) collision.shape();
            double along = Math.abs(at.rotation().rotate(new Vector3(0, 0, 1)).z());
            lowest =
                Math.min(
                    lowest,
                    c.z()
                        - along * cylinder.lengthMeters() / 2
                        - Math.sqrt(1 - Math.min(1, along * along)) * cylinder.radiusMeters());
          }
          if (overTable && Math.abs(lowest) > 0.001) {
            compared++;
            met += lowest < 0 ? 1 : 0;
            assertEquals(lowest < 0, found.contains(name), name + " lowest at " + lowest);
          }
        }
      }
    }
    assertTrue(compared > 1000 && met > 50 && met < compared, met + " of " + compared);
  }
}
