package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GraspTest {
  private static World world;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  @Test
  void aCubeIsCarriedIntoTheBowlFromAnyPlace() {
    for (int episode = 0; episode < 20; episode++) {
      SplittableRandom random = new SeedStreams(7).child(episode).stream("poses");
      double bowlX = random.nextDouble(0.0, 0.2);
      double bowlY = random.nextDouble(0.05, 0.2);
      double x = random.nextDouble(-0.1, 0.2);
      double y = random.nextDouble(-0.25, -0.08);
      double yaw = random.nextDouble(-Math.PI / 4, Math.PI / 4);
      List<SceneObject> objects =
          List.of(
              world.standing("c", ObjectKind.CUBE, x, y, yaw, ColorName.BLUE.prototype()),
              world.standing("b", ObjectKind.BOWL, bowlX, bowlY, 0, ColorName.WHITE.prototype()));
      try (PlantSimulator cell = PlantSimulator.open(world, objects, episode)) {
        ScriptedArm arm = new ScriptedArm(cell);
        double error = random.nextDouble(-0.006, 0.006);
        arm.pick(x + error, y - error, 0.02, yaw + random.nextDouble(-0.2, 0.2));
        String where = "episode " + episode;
        assertEquals(Optional.of("c"), cell.truth().heldId(), where);
        assertEquals(0.17, cell.truth().object("c").object().positionMeters().z(), 0.004, where);
        assertEquals(0.04, cell.armState().gripperOpeningMeters(), 0.004, where);
        arm.moveTo(bowlX, bowlY, 0.17, 0, 1.2);
        arm.moveTo(bowlX, bowlY, 0.09, 0, 0.6);
        arm.grip(0.085, 0.5);
        assertEquals(Optional.empty(), cell.truth().heldId(), where);
        arm.moveTo(bowlX, bowlY, 0.25, 0, 0.6);
        cell.advance(1);
        PlantTruth.ObjectTruth cube = cell.truth().object("c");
        PlantTruth.ObjectTruth bowl = cell.truth().object("b");
        assertTrue(
            cube.object().positionMeters().horizontalDistanceTo(bowl.object().positionMeters())
                < 0.04,
            where + cube);
        assertTrue(cube.touches().contains("b"), where + cube);
        assertFalse(cube.touchesTable(), where);
        assertTrue(cube.asleep(), where + cube);
        assertEquals(
            0,
            bowl.object().positionMeters().horizontalDistanceTo(objects.get(1).positionMeters()),
            0.01,
            where);
        assertFalse(cell.truth().armBlocked());
      }
    }
  }

  @Test
  void bottlesCupsAndTheBowlsRimAreHeldThroughFastMoves() {
    record Case(ObjectKind kind, double offsetY, double toolZ) {}
    for (Case c :
        List.of(
            new Case(ObjectKind.CUBE, 0, 0.02),
            new Case(ObjectKind.CUP, 0, 0.06),
            new Case(ObjectKind.BOTTLE, 0, 0.13),
            new Case(ObjectKind.BOWL, 0.074, 0.045))) {
      SceneObject object =
          world.standing("o", c.kind(), 0.05, -0.1, 0, ColorName.YELLOW.prototype());
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(object), 3)) {
        ScriptedArm arm = new ScriptedArm(cell);
        arm.pick(0.05, -0.1 + c.offsetY(), c.toolZ(), 0);
        assertEquals(Optional.of("o"), cell.truth().heldId(), c.toString());
        double lifted = object.positionMeters().z() + 0.15;
        assertEquals(
            lifted, cell.truth().object("o").object().positionMeters().z(), 0.006, c.toString());
        for (int i = 0; i < 4; i++) {
          arm.moveTo(0.05, i % 2 == 0 ? 0.1 : -0.1, c.toolZ() + 0.15, i % 2 == 0 ? 1 : 0, 0.8);
        }
        assertEquals(
            lifted, cell.truth().object("o").object().positionMeters().z(), 0.006, c.toString());
        assertEquals(Optional.of("o"), cell.truth().heldId(), c.toString());
        assertTrue(cell.truth().object("o").touchesRightFinger(), c.toString());
        assertFalse(cell.truth().armBlocked(), c.toString());
      }
    }
  }

  @Test
  void fingersThatCloseBesideAnObjectHoldNothing() {
    SceneObject cube =
        world.standing("c", ObjectKind.CUBE, 0.05, 0.0, 0, ColorName.RED.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, 0.1, 0.02, 0);
      assertEquals(Optional.empty(), cell.truth().heldId());
      assertEquals(0, cell.armState().gripperOpeningMeters(), 1e-3);
      assertEquals(
          0,
          cell.truth().object("c").object().positionMeters().distanceTo(cube.positionMeters()),
          0.001);
    }
  }

  @Test
  void aSmallerOpeningKeepsAndALargerOneReleases() {
    SceneObject cube =
        world.standing("c", ObjectKind.CUBE, 0.05, 0.0, 0, ColorName.RED.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, 0, 0.02, 0);
      arm.grip(0.02, 0.2);
      arm.grip(0.039, 0.2);
      assertEquals(Optional.of("c"), cell.truth().heldId());
      arm.grip(0.06, 0.5);
      assertEquals(Optional.empty(), cell.truth().heldId());
      assertTrue(cell.truth().object("c").object().positionMeters().z() < 0.05);
    }
  }

  @Test
  void whatSlipsFallsOutOfClosedFingersAndCanBeTakenAnew() {
    for (ObjectKind kind : List.of(ObjectKind.CUBE, ObjectKind.CUP, ObjectKind.BOTTLE)) {
      SceneObject object = world.standing("o", kind, 0.05, 0.0, 0, ColorName.RED.prototype());
      double height = object.positionMeters().z();
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(object), 3)) {
        ScriptedArm arm = new ScriptedArm(cell);
        assertFalse(cell.slip());
        arm.pick(0.05, 0, height, 0);
        double opening = cell.armState().gripperOpeningMeters();
        assertTrue(cell.slip());
        assertFalse(cell.slip());
        cell.advance(0.3);
        assertEquals(Optional.empty(), cell.truth().heldId(), kind.word());
        assertTrue(
            cell.truth().object("o").object().positionMeters().z() < height + 0.1, kind.word());
        assertTrue(cell.armState().gripperOpeningMeters() < opening - 0.01, kind.word());
        cell.advance(1);
        assertTrue(cell.truth().object("o").touchesTable(), kind.word());
        if (kind == ObjectKind.CUBE) {
          Vector3 at = cell.truth().object("o").object().positionMeters();
          arm.grip(0.085, 0.5);
          arm.pick(at.x(), at.y(), 0.02, cell.truth().object("o").object().yawRad());
          assertEquals(Optional.of("o"), cell.truth().heldId());
        }
      }
    }
  }

  @Test
  void whatIsPutElsewhereStaysThereUnlessTheGripperHoldsIt() {
    SceneObject cube =
        world.standing("c", ObjectKind.CUBE, 0.05, 0.0, 0, ColorName.RED.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 3)) {
      cell.advance(1);
      assertTrue(cell.truth().object("c").asleep());
      cell.displace("c", new Vector3(0.03, -0.04, 0));
      cell.advance(1);
      Vector3 at = cell.truth().object("c").object().positionMeters();
      assertEquals(0, at.distanceTo(new Vector3(0.08, -0.04, cube.positionMeters().z())), 1e-3);
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.08, -0.04, 0.02, 0);
      assertEquals(
          "the gripper holds 'c'",
          assertThrows(
                  IllegalArgumentException.class, () -> cell.displace("c", new Vector3(0.1, 0, 0)))
              .getMessage());
    }
  }

  @Test
  void cubesAreStackedAndBottlesPutDownStanding() {
    SceneObject low =
        world.standing("low", ObjectKind.CUBE, 0.1, 0.1, 0, ColorName.RED.prototype());
    SceneObject top =
        world.standing("top", ObjectKind.CUBE, 0.0, -0.1, 0, ColorName.BLUE.prototype());
    SceneObject bottle =
        world.standing("bottle", ObjectKind.BOTTLE, 0.15, -0.1, 0, ColorName.GREEN.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(low, top, bottle), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0, -0.1, 0.02, 0);
      arm.moveTo(0.1, 0.1, 0.17, 0, 1);
      arm.moveTo(0.1, 0.1, 0.062, 0, 0.8);
      arm.grip(0.085, 0.5);
      arm.moveTo(0.1, 0.1, 0.2, 0, 0.6);
      arm.pick(0.15, -0.1, 0.125, 0);
      arm.moveTo(0.0, -0.2, 0.27, 0, 1);
      arm.moveTo(0.0, -0.2, 0.127, 0, 1);
      arm.grip(0.085, 0.5);
      arm.moveTo(0.0, -0.2, 0.3, 0, 0.6);
      cell.advance(1);
      PlantTruth truth = cell.truth();
      assertEquals(0.06, truth.object("top").object().positionMeters().z(), 0.001);
      assertTrue(truth.object("top").touches().contains("low"));
      assertTrue(truth.object("top").asleep());
      assertEquals(0.08, truth.object("bottle").object().positionMeters().z(), 0.001);
      assertEquals(
          0,
          truth
              .object("bottle")
              .object()
              .positionMeters()
              .horizontalDistanceTo(new Vector3(0, -0.2, 0)),
          0.005);
    }
  }

  @Test
  void aHeldCubePressedOnTheTableBlocksTheArmAndIsPutDownUnharmed() {
    SceneObject cube =
        world.standing("c", ObjectKind.CUBE, 0.05, 0.0, 0, ColorName.RED.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0.05, 0, 0.03, 0);
      arm.moveTo(0.1, 0.1, 0.1, 0, 1);
      arm.moveTo(0.1, 0.1, 0.015, 0, 1);
      assertTrue(cell.truth().armBlocked());
      assertTrue(cell.truth().object("c").object().positionMeters().z() > 0.0185);
      arm.grip(0.085, 0.5);
      arm.moveTo(0.1, 0.1, 0.15, 0, 1);
      Vector3 now = cell.truth().object("c").object().positionMeters();
      assertEquals(0, now.distanceTo(new Vector3(0.1, 0.1, 0.02)), 0.005, now.toString());
      assertFalse(cell.truth().armBlocked());
    }
  }
}
