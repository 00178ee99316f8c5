package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must be so when the gripper touches, holds, carries and hits things. */
class GripperTruthTest {
  private static World world;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static SceneObject object(String id, ObjectKind kind, double x, double y) {
    return world.standing(id, kind, x, y, 0, ColorName.BLUE.prototype());
  }

  private static Vector3 position(PlantSimulator cell, String id) {
    return cell.truth().object(id).object().positionMeters();
  }

  private static Vector3 finger(PlantSimulator cell, String link) {
    return cell.visuals().stream()
        .filter(v -> v.owner().equals(link))
        .map(Visual::tableFromShape)
        .findFirst()
        .orElseThrow()
        .translation();
  }

  @Test
  void aCubeStaysInABowlThatIsCarriedByItsRim() {
    List<SceneObject> objects =
        List.of(
            object("bowl", ObjectKind.BOWL, 0.05, -0.1),
            object("cube", ObjectKind.CUBE, 0.05, -0.1)
                .at(new Vector3(0.05, -0.1, 0.03), Quaternion.IDENTITY));
    try (PlantSimulator cell = PlantSimulator.open(world, objects, 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, -0.1 + 0.074, 0.045, 0);
      assertEquals(Optional.of("bowl"), cell.truth().heldId());
      for (int i = 0; i < 6; i++) { // 0.2 m to and fro in 0.6 s each, turning
        arm.moveTo(0.05, i % 2 == 0 ? 0.174 : -0.026, 0.195, i % 2 == 0 ? 0.4 : 0, 0.6);
        PlantTruth truth = cell.truth();
        Vector3 cube = position(cell, "cube");
        Vector3 bowl = position(cell, "bowl");
        String where = "move " + i + ": cube " + cube + ", bowl " + bowl;
        assertEquals(Optional.of("bowl"), truth.heldId(), where);
        assertTrue(cube.horizontalDistanceTo(bowl) < 0.05, where);
        assertTrue(cube.z() > bowl.z() - 0.026 && cube.z() < bowl.z() + 0.026, where);
        assertTrue(bowl.z() > 0.15, where);
      }
      cell.advance(1);
      assertTrue(cell.truth().object("cube").touches().contains("bowl"));
      assertFalse(cell.truth().object("cube").touchesTable());
    }
  }

  @Test
  void sleepersThatTheGripperTouchesWakeAndMove() {
    for (boolean push : new boolean[] {true, false}) {
      List<SceneObject> objects =
          List.of(
              object("cube", ObjectKind.CUBE, 0.05, 0), object("far", ObjectKind.CUBE, 0.1, 0.2));
      try (PlantSimulator cell = PlantSimulator.open(world, objects, 3)) {
        ScriptedArm arm = new ScriptedArm(cell);
        cell.advance(2);
        assertTrue(cell.truth().object("cube").asleep());
        if (push) { // the closed fingers come from the side
          arm.grip(0, 0.8);
          arm.moveTo(-0.05, 0, 0.02, 0, 1.5);
          assertTrue(cell.truth().object("cube").asleep());
          arm.moveTo(0.06, 0, 0.02, 0, 1);
          assertEquals(0.09, position(cell, "cube").x(), 0.005);
        } else { // the fingers close about it
          arm.moveTo(0.05, 0, 0.02, 0, 1.5);
          assertTrue(cell.truth().object("cube").asleep());
          cell.commandGripper(0);
          boolean woke = false;
          for (int i = 0; i < 250; i++) {
            cell.step();
            PlantTruth.ObjectTruth cube = cell.truth().object("cube");
            woke |= cube.touchesGripper() && !cube.asleep();
          }
          assertTrue(woke);
          assertEquals(Optional.of("cube"), cell.truth().heldId());
        }
        assertTrue(cell.truth().object("far").asleep(), "what nobody touched sleeps on");
      }
    }
  }

  @Test
  void oneFingerAloneHoldsNothing() {
    try (PlantSimulator cell =
        PlantSimulator.open(world, List.of(object("cube", ObjectKind.CUBE, 0.05, 0)), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.moveTo(0.05, -0.018, 0.1, 0, 1.2);
      arm.moveTo(0.05, -0.018, 0.02, 0, 0.8);
      cell.commandGripper(0);
      int onOne = 0;
      for (int i = 0; i < 250; i++) {
        cell.step();
        PlantTruth truth = cell.truth();
        PlantTruth.ObjectTruth cube = truth.object("cube");
        if (cube.touchesLeftFinger() != cube.touchesRightFinger()) {
          onOne++;
          assertEquals(Optional.empty(), truth.heldId());
        }
      }
      assertTrue(onOne > 10, "one finger met it first, for " + onOne + " steps");
      assertEquals(Optional.of("cube"), cell.truth().heldId());
    }
  }

  /** Trap 2: without the contacts a welded object drifts by 20 mm. */
  @Test
  void whatIsHeldStaysInContactWithBothPadsAndInItsPlace() {
    try (PlantSimulator cell =
        PlantSimulator.open(world, List.of(object("cube", ObjectKind.CUBE, 0.05, 0)), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, 0, 0.02, 0);
      Vector3 before = position(cell, "cube").minus(finger(cell, "left_finger"));
      for (int i = 0; i < 8; i++) {
        arm.moveTo(i % 2 == 0 ? 0.2 : -0.05, i % 2 == 0 ? 0.2 : -0.2, 0.17, 0, 0.7);
        PlantTruth.ObjectTruth cube = cell.truth().object("cube");
        assertTrue(cube.touchesLeftFinger() && cube.touchesRightFinger(), "move " + i);
      }
      Vector3 after = position(cell, "cube").minus(finger(cell, "left_finger"));
      assertEquals(0, after.distanceTo(before), 0.001);
    }
  }

  /** Trap 3: a finger that slept would stay behind the palm. */
  @Test
  void theFingersNeverSleep() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      cell.advance(5);
      Vector3 left = finger(cell, "left_finger");
      arm.moveTo(-0.22, 0, 0.16, 0, 1);
      cell.advance(0.2);
      Vector3 moved = finger(cell, "left_finger").minus(left);
      assertEquals(0, moved.distanceTo(new Vector3(0, 0, -0.2)), 0.001);
    }
  }

  /** Trap 5: fingers that are driven each for itself slide sideways together by 20 mm. */
  @Test
  void theFingersStayCentredWhenTheArmMovesFastAlongTheirAxis() {
    try (PlantSimulator cell =
        PlantSimulator.open(world, List.of(object("cube", ObjectKind.CUBE, 0.05, 0)), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, 0, 0.02, 0);
      for (int i = 0; i < 8; i++) {
        double y = i % 2 == 0 ? 0.2 : -0.2;
        arm.moveTo(0.05, y, 0.17, 0, 0.7); // 0.57 m/s on average
        double middle = (finger(cell, "left_finger").y() + finger(cell, "right_finger").y()) / 2;
        cell.advance(0.2);
        double settled = (finger(cell, "left_finger").y() + finger(cell, "right_finger").y()) / 2;
        assertEquals(y, settled, 0.001, "move " + i);
        assertEquals(y, middle, 0.005, "move " + i);
        assertEquals(y, position(cell, "cube").y(), 0.0015, "move " + i);
      }
    }
  }

  /** As fast as the arm's caps allow, about 1 m/s: the trajectory asks for more. */
  @Test
  void aFastGripperPassesThroughNothing() {
    for (double start : new double[] {-0.25, -0.1}) {
      try (PlantSimulator cell =
          PlantSimulator.open(world, List.of(object("cube", ObjectKind.CUBE, 0.05, 0)), 3)) {
        ScriptedArm arm = new ScriptedArm(cell);
        arm.grip(0, 0.8);
        arm.moveTo(0.05, start, 0.02, 0, 1.2);
        List<Vector3> fingers = new ArrayList<>();
        Runnable look =
            () -> {
              Vector3 cube = position(cell, "cube");
              Vector3 finger = finger(cell, "left_finger"); // reaches 5 mm to its left
              fingers.add(finger);
              assertTrue(
                  cube.y() > finger.y() + 0.015, "cube at " + cube + ", finger at " + finger);
              boolean onTable = cube.y() < 0.38;
              assertTrue(cube.z() > (onTable ? 0.012 : -1), "cube at " + cube);
            };
        arm.moveTo(0.05, 0.25, 0.02, 0, 0.2, look);
        for (int i = 0; i < 250; i++) {
          cell.step();
          look.run();
        }
        double top = 0;
        for (int i = 1; i < fingers.size(); i++) {
          double way = fingers.get(i).y() - fingers.get(i - 1).y();
          top = Math.max(top, way / world.stepSeconds());
        }
        assertTrue(top > 0.8, "fastest finger: " + top + " m/s");
        assertEquals(0.25, fingers.get(fingers.size() - 1).y(), 0.01);
      }
    }
  }

  @Test
  void fingersThatAreDrivenIntoTheTableAtFullSpeedStayAboveIt() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.moveTo(0.05, 0, 0.25, 0, 1);
      List<Double> tips = new ArrayList<>();
      Runnable look = () -> tips.add(finger(cell, "left_finger").z() - 0.0225);
      arm.moveTo(0.05, 0, -0.1, 0, 0.2, look);
      for (int i = 0; i < 125; i++) {
        cell.step();
        look.run();
      }
      double lowest = tips.stream().mapToDouble(t -> t).min().orElseThrow();
      double top = 0;
      for (int i = 1; i < tips.size(); i++) {
        top = Math.max(top, (tips.get(i - 1) - tips.get(i)) / world.stepSeconds());
      }
      assertTrue(top > 0.5, "fastest fall: " + top + " m/s");
      assertTrue(lowest > -0.001 && lowest < 0.005, "lowest fingertip: " + lowest);
      assertTrue(cell.truth().gripperMeetsTable());
    }
  }
}
