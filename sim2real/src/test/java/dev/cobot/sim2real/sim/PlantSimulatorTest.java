package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlantSimulatorTest {
  private static World world;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static SceneObject object(String id, ObjectKind kind, double x, double y, double yaw) {
    return world.standing(id, kind, x, y, yaw, ColorName.GREEN.prototype());
  }

  private static Vector3 position(PlantSimulator cell, String id) {
    return cell.truth().object(id).object().positionMeters();
  }

  @Test
  void whatStandsStaysWhereItStands() {
    try (PlantSimulator cell = PlantSimulator.open(world, world.nominalObjects(), 1)) {
      cell.advance(4);
      for (SceneObject before : world.nominalObjects()) {
        PlantTruth.ObjectTruth now = cell.truth().object(before.id());
        assertTrue(now.asleep(), before.id() + " is restless: " + now);
        assertTrue(now.touchesTable(), before.id());
        assertFalse(now.touchesGripper(), before.id());
        assertEquals(Optional.empty(), cell.truth().heldId());
        assertTrue(
            now.object().positionMeters().distanceTo(before.positionMeters()) < 0.0005,
            before.id() + " wandered to " + now.object().positionMeters());
        assertTrue(now.object().rotation().angleTo(before.rotation()) < 0.005, before.id());
      }
    }
  }

  @Test
  void whatIsDroppedSettles() {
    List<SceneObject> objects = new ArrayList<>();
    double y = -0.27;
    for (ObjectKind kind : List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.CUP)) {
      SceneObject standing = object(kind.word(), kind, 0.1, y, 0.2);
      objects.add(
          standing.at(
              standing.positionMeters().plus(new Vector3(0, 0, 0.04)),
              Quaternion.fromRollPitchYaw(0.1, -0.15, 0.2)));
      y += 0.18;
    }
    SceneObject bottle = object("bottle", ObjectKind.BOTTLE, 0.0, 0.3, 0);
    objects.add(
        bottle.at(new Vector3(0, 0.3, 0.06), Quaternion.fromRollPitchYaw(Math.PI / 2 - 0.1, 0, 0)));
    try (PlantSimulator cell = PlantSimulator.open(world, objects, 1)) {
      cell.advance(8);
      for (SceneObject object : objects) {
        PlantTruth.ObjectTruth now = cell.truth().object(object.id());
        assertTrue(now.speedMetersPerSecond() < 0.005, object.id() + " still moves: " + now);
        assertTrue(now.touchesTable(), object.id() + " " + now);
        assertTrue(now.object().positionMeters().z() > 0.015, object.id() + " sank: " + now);
      }
    }
  }

  @Test
  void theBowlStandsWhenACubeDropsOnItsRimOrIntoIt() {
    for (double offset : new double[] {0, 0.03, 0.06, 0.075}) {
      SceneObject bowl = object("b", ObjectKind.BOWL, 0.1, 0.1, 0);
      SceneObject cube =
          object("c", ObjectKind.CUBE, 0.1 + offset, 0.1, 0.3)
              .at(new Vector3(0.1 + offset, 0.1, 0.13), Quaternion.fromYaw(0.3));
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(bowl, cube), 1)) {
        cell.advance(4);
        PlantTruth.ObjectTruth now = cell.truth().object("b");
        double tilt =
            now.object().rotation().rotate(new Vector3(0, 0, 1)).dot(new Vector3(0, 0, 1));
        assertTrue(tilt > 0.99, "offset " + offset + " tipped the bowl: " + now);
        assertTrue(now.touchesTable());
        if (offset < 0.05) {
          assertTrue(now.touches().contains("c"));
          assertTrue(cell.truth().object("c").touches().contains("b"));
        }
      }
    }
  }

  @Test
  void aClosedGripperPushesTheBowlWithoutTippingIt() {
    SceneObject bowl = object("b", ObjectKind.BOWL, 0.08, 0, 0);
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(bowl), 1)) {
      ScriptedArm arm = new ScriptedArm(cell);
      cell.advance(1);
      arm.grip(0, 1);
      arm.moveTo(-0.1, 0, 0.1, 0, 1);
      arm.moveTo(-0.1, 0, 0.025, 0, 1);
      arm.moveTo(0.1, 0, 0.025, 0, 3);
      Vector3 now = position(cell, "b");
      double expected = 0.1 + 0.01 + 0.065;
      assertEquals(expected, now.x(), 0.02, "pushed to " + now);
      assertEquals(0, now.y(), 0.01);
      assertEquals(bowl.positionMeters().z(), now.z(), 0.002);
      assertEquals(Optional.empty(), cell.truth().heldId());
    }
  }

  @Test
  void theTableStopsTheFingers() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.moveTo(0.05, 0.05, 0.05, 0.3, 1);
      arm.moveTo(0.05, 0.05, -0.05, 0.3, 1);
      assertTrue(cell.truth().armBlocked());
      assertTrue(lowestFingerPoint(cell) > -0.001, "fingertips at " + lowestFingerPoint(cell));
      arm.moveTo(0.15, 0.05, -0.03, 0.3, 1);
      assertTrue(lowestFingerPoint(cell) > -0.001, "fingertips at " + lowestFingerPoint(cell));
      double slidX =
          cell.visuals().stream()
              .filter(v -> v.owner().equals("left_finger"))
              .findFirst()
              .orElseThrow()
              .tableFromShape()
              .translation()
              .x();
      assertTrue(slidX > 0.1, "the fingers slide along the table, got x = " + slidX);
      arm.moveTo(0.15, 0.05, 0.1, 0.3, 1);
      assertFalse(cell.truth().armBlocked());
      assertEquals(0.0875, lowestFingerPoint(cell), 0.01);
    }
  }

  private static double lowestFingerPoint(PlantSimulator cell) {
    return cell.visuals().stream()
        .filter(v -> v.owner().endsWith("finger"))
        .mapToDouble(v -> v.tableFromShape().translation().z() - 0.0225)
        .min()
        .orElseThrow();
  }

  @Test
  void aCubeUnderTheFingersIsNotCrushedThroughTheTable() {
    for (double y : new double[] {0.0, 0.04}) {
      SceneObject cube = object("c", ObjectKind.CUBE, 0.1, y, 0);
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 1)) {
        ScriptedArm arm = new ScriptedArm(cell);
        arm.grip(y > 0 ? 0.085 : 0, 0.8);
        arm.moveTo(0.1, 0, 0.1, 0, 1);
        arm.moveTo(0.1, 0, 0.02, 0, 1.5);
        assertTrue(position(cell, "c").z() > 0.015, "cube at " + position(cell, "c"));
        arm.moveTo(0.1, 0, 0.15, 0, 1);
        cell.advance(1);
        Vector3 now = position(cell, "c");
        assertTrue(
            now.z() > 0.015
                && now.z() < 0.05
                && now.horizontalDistanceTo(cube.positionMeters()) < 0.1,
            "cube shot to " + now);
      }
    }
  }

  /** Blind, clumsy motions such as an untrained policy makes. */
  @Test
  void clumsyMotionsBreakNothing() {
    for (int episode = 20; episode < 26; episode++) {
      SplittableRandom random = new SeedStreams(5).child(episode).stream("clumsy");
      List<SceneObject> objects = new ArrayList<>(world.nominalObjects());
      objects.add(object("second", ObjectKind.CUBE, 0.06, -0.18, 0.2));
      try (PlantSimulator cell = PlantSimulator.open(world, objects, episode)) {
        ScriptedArm arm = new ScriptedArm(cell);
        for (int move = 0; move < 10; move++) {
          Vector3 aim = position(cell, objects.get(random.nextInt(objects.size())).id());
          double x = clamped(aim.x() + random.nextDouble(-0.03, 0.03), -0.13, 0.24);
          double y = clamped(aim.y() + random.nextDouble(-0.03, 0.03), -0.27, 0.27);
          double z = clamped(aim.z() + random.nextDouble(-0.04, 0.06), -0.01, 0.2);
          double yaw = random.nextDouble(-1.5, 1.5);
          cell.commandGripper(random.nextBoolean() ? 0.085 : random.nextDouble(0, 0.05));
          arm.moveTo(x, y, z + 0.08, yaw, 0.8);
          arm.moveTo(x, y, z, yaw, 0.6);
          arm.grip(random.nextBoolean() ? 0 : 0.05, 0.5);
          for (PlantTruth.ObjectTruth truth : cell.truth().objects()) {
            Vector3 p = truth.object().positionMeters();
            boolean overTable = Math.abs(p.x()) < 0.58 && Math.abs(p.y()) < 0.38;
            String what = "episode " + episode + ", move " + move + ": " + truth;
            assertTrue(truth.speedMetersPerSecond() < 4.5, what);
            assertTrue(p.z() > (overTable ? 0.005 : -0.8), what);
          }
        }
      }
    }
  }

  private static double clamped(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  @Test
  void theGripperRestsOnItsStopWithoutAKick() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1)) {
      for (int step = 0; step < 250; step++) {
        cell.step();
        assertEquals(0.085, cell.armState().gripperOpeningMeters(), 1e-5);
      }
    }
  }

  @Test
  void theGripperReachesItsOpeningAndReportsIt() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1)) {
      assertEquals(0.085, cell.armState().gripperOpeningMeters(), 1e-3);
      cell.commandGripper(0.03);
      cell.advance(0.2);
      assertEquals(-0.1, cell.armState().gripperVelocityMetersPerSecond(), 0.005);
      cell.advance(1);
      assertEquals(0.03, cell.armState().gripperOpeningMeters(), 5e-4);
      assertEquals(0, cell.armState().gripperVelocityMetersPerSecond(), 1e-3);
      cell.commandGripper(0.07);
      cell.advance(1);
      assertEquals(0.07, cell.armState().gripperOpeningMeters(), 5e-4);
      assertThrows(IllegalArgumentException.class, () -> cell.commandGripper(0.2));
      assertThrows(IllegalArgumentException.class, () -> cell.commandGripper(Double.NaN));
    }
  }

  @Test
  void theArmKeepsItsVelocityAndAccelerationLimits() {
    SimulatorOptions options =
        SimulatorOptions.DEFAULTS.withVelocityScale(0.5).withAcceleration(8).withPhysicsSpread(0);
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1, options)) {
      double[] goal = cell.homePositionsRad();
      goal[0] += 1.2;
      goal[5] -= 2;
      List<String> names = cell.armState().jointNames();
      cell.followTrajectory(JointTrajectory.to(names, 0.02, goal));
      double[] before = cell.armState().velocitiesRadPerSecond();
      for (int i = 0; i < 750; i++) {
        cell.step();
        double[] velocities = cell.armState().velocitiesRadPerSecond();
        for (int j = 0; j < 6; j++) {
          assertTrue(Math.abs(velocities[j]) <= Math.PI / 2 + 1e-6, "velocity " + velocities[j]);
          assertTrue(Math.abs(velocities[j] - before[j]) <= 8 * 0.004 + 1e-6, "acceleration");
        }
        double[] q = cell.armState().positionsRad();
        assertTrue(q[0] <= goal[0] + 1e-3 && q[5] >= goal[5] - 1e-3, "overshoot");
        before = velocities;
      }
      assertArrayEquals(goal, cell.armState().positionsRad(), 1e-6);
    }
  }

  @Test
  void jointsAreFoundByNameInAnyOrderAndOthersAreRefused() {
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1)) {
      List<String> names = new ArrayList<>(cell.armState().jointNames());
      double[] goal = cell.homePositionsRad();
      goal[1] -= 0.2;
      goal[4] += 0.1;
      List<String> turned = new ArrayList<>();
      double[] values = new double[6];
      for (int j = 0; j < 6; j++) {
        turned.add(names.get(5 - j));
        values[j] = goal[5 - j];
      }
      cell.followTrajectory(JointTrajectory.to(turned, 0.3, values));
      cell.advance(1);
      assertArrayEquals(goal, cell.armState().positionsRad(), 1e-6);
      turned.set(0, "elbow");
      assertThrows(
          IllegalArgumentException.class,
          () -> cell.followTrajectory(JointTrajectory.to(turned, 0.3, values)));
    }
  }

  /** A busy half minute: every kind, a grasp, a carry, a drop, a push. */
  private static double[] busyEpisode(long seed) {
    List<SceneObject> objects = new ArrayList<>(world.nominalObjects());
    objects.add(object("second", ObjectKind.CUBE, 0.05, -0.2, 0.1));
    double[] trace = new double[objects.size() * 7];
    try (PlantSimulator cell = PlantSimulator.open(world, objects, seed)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0, -0.06, 0.02, 0.3);
      arm.moveTo(0.1, 0.09, 0.15, 0, 1);
      arm.grip(0.085, 0.4);
      arm.grip(0, 0.8);
      arm.moveTo(0.05, -0.1, 0.1, 0, 1);
      arm.moveTo(0.05, -0.15, 0.03, 0, 1);
      arm.moveTo(0.05, -0.22, 0.03, 0, 0.8);
      cell.advance(0.5);
      int k = 0;
      for (PlantTruth.ObjectTruth truth : cell.truth().objects()) {
        Vector3 p = truth.object().positionMeters();
        Quaternion r = truth.object().rotation();
        for (double value : new double[] {p.x(), p.y(), p.z(), r.x(), r.y(), r.z(), r.w()}) {
          trace[k++] = value;
        }
      }
    }
    return trace;
  }

  @Test
  void theSameEpisodeEndsInTheSameBitsAlsoInParallel() {
    double[] first = busyEpisode(5);
    CompletableFuture<double[]> second = CompletableFuture.supplyAsync(() -> busyEpisode(5));
    CompletableFuture<double[]> third = CompletableFuture.supplyAsync(() -> busyEpisode(5));
    assertArrayEquals(first, second.join());
    assertArrayEquals(first, third.join());
    assertFalse(Arrays.equals(first, busyEpisode(6)));
  }

  @Test
  void theVisualsFollowArmAndObjectsAndWearTheObjectsColour() {
    SceneObject bottle =
        world.standing("green", ObjectKind.BOTTLE, 0.1, 0, 0, ColorName.PURPLE.prototype());
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(bottle), 1)) {
      List<Visual> before = cell.visuals();
      for (String owner : List.of("table", "floor", "wall", "forearm_link", "left_finger")) {
        assertTrue(before.stream().anyMatch(v -> v.owner().equals(owner)), "nothing of " + owner);
      }
      List<Visual> parts = before.stream().filter(v -> v.owner().equals("green")).toList();
      assertEquals(4, parts.size());
      assertEquals(ColorName.PURPLE.prototype(), parts.get(0).color());
      assertNotEquals(ColorName.PURPLE.prototype(), parts.get(3).color());
      assertEquals(0.0525, parts.get(0).tableFromShape().translation().z(), 1e-3);
      new ScriptedArm(cell).moveTo(0, 0.1, 0.2, 0, 1);
      assertNotEquals(before, cell.visuals());
    }
  }

  @Test
  void wrongObjectsAndClosedCellsAreRefused() {
    SceneObject cube = object("c", ObjectKind.CUBE, 0, 0, 0);
    assertThrows(
        IllegalArgumentException.class, () -> PlantSimulator.open(world, List.of(cube, cube), 1));
    World cubesOnly =
        new World(
            world.name(),
            world.file(),
            world.gravityMetersPerSecond2(),
            world.stepSeconds(),
            world.fixtures(),
            Map.of(ObjectKind.CUBE, world.objectModel(ObjectKind.CUBE)),
            List.of(),
            world.cameraMounts(),
            world.arm(),
            List.of(),
            List.of());
    SceneObject cup = world.standing("x", ObjectKind.CUP, 0, 0, 0, ColorName.RED.prototype());
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> PlantSimulator.open(cubesOnly, List.of(cup), 1));
    assertTrue(error.getMessage().contains("[cube]"), error.getMessage());
    PlantSimulator cell = PlantSimulator.open(world, List.of(cube), 1);
    cell.close();
    cell.close();
    assertThrows(IllegalStateException.class, cell::step);
  }
}
