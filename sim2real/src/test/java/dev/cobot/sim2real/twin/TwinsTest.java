package dev.cobot.sim2real.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwinsTest {
  private static World world;
  private static TaskSuite suite;
  private static Twins twins;

  @BeforeAll
  static void open() throws Exception {
    Path home = Path.of(System.getProperty("cobot.home"));
    world = World.load(home.resolve("worlds/factory_table.world"));
    suite = TaskSuite.load(home.resolve("worlds/suites/rat7.yaml"));
    twins = new Twins(world);
  }

  private static ArmState arm(double[] positions, double opening) {
    return new ArmState(
        world.robot().model().armJointNames(),
        positions,
        new double[positions.length],
        opening,
        0,
        0);
  }

  private static ArmState home() {
    return arm(PlantSimulator.homePositionsRad(world), 0.085);
  }

  private static ObjectAttributes belief(
      String id, ObjectKind kind, double x, double y, double z, double score, double sigma) {
    return new ObjectAttributes(
        id,
        kind,
        new Vector3(x, y, z),
        0.3,
        ColorName.GREEN.prototype(),
        new Vector3(0.04, 0.04, 0.04),
        score,
        new ObjectAttributes.Uncertainty(
            new Vector3(sigma, sigma, sigma), 0.05, new Vector3(0.02, 0.02, 0.02)));
  }

  private static ObjectAttributes standing(String id, ObjectKind kind, double x, double y) {
    double z = world.objectModel(kind).sizeMeters().z() / 2;
    return belief(id, kind, x, y, z, 0.9, 0.003);
  }

  private static ObjectAttributes truth(SceneObject o) {
    return new ObjectAttributes(
        o.id(),
        o.kind(),
        o.positionMeters(),
        o.yawRad(),
        o.color(),
        o.sizeMeters(),
        1,
        new ObjectAttributes.Uncertainty(
            new Vector3(0.002, 0.002, 0.002), 0.02, new Vector3(0.02, 0.02, 0.02)));
  }

  private static TwinScene built(ObjectAttributes... objects) {
    return built(new TwinBelief(List.of(objects), home(), Optional.empty()));
  }

  private static TwinScene built(TwinBelief belief) {
    return assertInstanceOf(TwinAnswer.Built.class, twins.mostLikely(belief)).scene();
  }

  private static TwinAnswer.Refused refused(ObjectAttributes... objects) {
    return assertInstanceOf(
        TwinAnswer.Refused.class,
        twins.mostLikely(new TwinBelief(List.of(objects), home(), Optional.empty())));
  }

  private static SceneObject object(TwinScene scene, String id) {
    return scene.objects().stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  private static TwinScene.Placement placement(TwinScene scene, String id) {
    return scene.placements().stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  private static void assertStays(TwinScene scene, double withinMeters) {
    try (PlantSimulator cell =
        twins.open(scene, 1, SimulatorOptions.DEFAULTS.withPhysicsSpread(0))) {
      cell.advance(1);
      for (SceneObject before : scene.objects()) {
        double moved =
            cell.truth()
                .object(before.id())
                .object()
                .positionMeters()
                .distanceTo(before.positionMeters());
        assertTrue(moved < withinMeters, before.id() + " moved by " + moved);
      }
    }
  }

  /** Of a scene as it is, the twin is that scene, after both have come to rest. */
  @ParameterizedTest
  @ValueSource(strings = {"T1", "T2", "T4", "T5", "T6", "T7"})
  void theTwinOfTheTruthIsTheTruth(String task) {
    TaskScenes scenes = new TaskScenes(suite, world);
    for (long seed = 1; seed <= 5; seed++) {
      List<SceneObject> objects = scenes.draw(suite.task(task), new SeedStreams(seed)).objects();
      TwinScene twin =
          built(
              new TwinBelief(
                  objects.stream().map(TwinsTest::truth).toList(), home(), Optional.empty()));
      try (PlantSimulator real =
              PlantSimulator.open(
                  world, objects, seed, SimulatorOptions.DEFAULTS.withPhysicsSpread(0));
          PlantSimulator copy =
              twins.open(twin, seed, SimulatorOptions.DEFAULTS.withPhysicsSpread(0))) {
        real.advance(1);
        copy.advance(1);
        for (PlantTruth.ObjectTruth there : real.truth().objects()) {
          SceneObject here = copy.truth().object(there.object().id()).object();
          String where = task + " seed " + seed + " " + here.id();
          assertTrue(
              here.positionMeters().distanceTo(there.object().positionMeters()) < 0.001,
              where + " is at " + here.positionMeters() + ", not " + there.object());
          assertTrue(here.rotation().angleTo(there.object().rotation()) < 0.02, where);
        }
      }
    }
  }

  @Test
  void whatFloatsOrSinksIsSetOnItsSupport() {
    TwinScene scene =
        built(
            belief("cube", ObjectKind.CUBE, 0, -0.2, 0.034, 0.9, 0.003),
            belief("cup", ObjectKind.CUP, 0.1, 0, 0.03, 0.9, 0.003),
            standing("stand", ObjectKind.PEDESTAL, 0.1, 0.2),
            belief("bottle", ObjectKind.BOTTLE, 0.105, 0.2, 0.171, 0.9, 0.003),
            standing("bowl", ObjectKind.BOWL, -0.05, 0.05),
            belief("inside", ObjectKind.CUBE, -0.045, 0.05, 0.02, 0.9, 0.003));
    assertEquals("table", placement(scene, "cube").support());
    assertEquals(-0.014, placement(scene, "cube").liftedMeters(), 1e-6);
    assertEquals(0.010, placement(scene, "cup").liftedMeters(), 1e-6);
    assertEquals("stand", placement(scene, "bottle").support());
    assertEquals(0.16, object(scene, "bottle").positionMeters().z(), 1e-4);
    assertEquals("bowl", placement(scene, "inside").support());
    assertEquals("table", placement(scene, "bowl").support());
    assertEquals(0.024, object(scene, "inside").positionMeters().z(), 1e-4);
    assertStays(scene, 0.002);
  }

  @Test
  void whatOverlapsIsPartedByTheLeastAndTheLessCertainMovesMore() {
    TwinScene scene =
        built(
            belief("sure", ObjectKind.CUP, 0, 0, 0.04, 0.9, 0.003),
            belief("unsure", ObjectKind.BOTTLE, 0.055, 0, 0.08, 0.9, 0.009));
    double gap =
        object(scene, "sure")
            .positionMeters()
            .horizontalDistanceTo(object(scene, "unsure").positionMeters());
    // To the corners of the prisms that they collide as, and half a millimetre.
    assertTrue(gap > 0.063 && gap < 0.0665, "parted to " + gap);
    double sure = placement(scene, "sure").shiftedMeters();
    double unsure = placement(scene, "unsure").shiftedMeters();
    assertEquals(9, unsure / sure, 0.1);
    assertStays(scene, 0.001);
  }

  @Test
  void turnedCubesArePartedAlongTheirSides() {
    TwinScene scene =
        built(
            belief("a", ObjectKind.CUBE, 0, 0, 0.02, 0.9, 0.004),
            belief("b", ObjectKind.CUBE, 0.04, 0.012, 0.02, 0.9, 0.004));
    assertTrue(placement(scene, "a").shiftedMeters() < 0.004);
    assertStays(scene, 0.001);
  }

  @Test
  void whatCannotBeIsRefusedWithItsReason() {
    assertEquals(
        TwinAnswer.Reason.OFF_TABLE, refused(standing("cube", ObjectKind.CUBE, 0.9, 0)).reason());
    assertEquals(
        TwinAnswer.Reason.FLOATS,
        refused(belief("cube", ObjectKind.CUBE, 0, 0, 0.3, 0.9, 0.003)).reason());
    assertEquals(
        TwinAnswer.Reason.NOT_UPRIGHT,
        refused(belief("bottle", ObjectKind.BOTTLE, 0, 0, 0.03, 0.9, 0.003)).reason());
    TwinAnswer.Refused both =
        refused(
            standing("cup", ObjectKind.CUP, 0, 0), standing("bottle", ObjectKind.BOTTLE, 0.02, 0));
    assertEquals(TwinAnswer.Reason.INSEPARABLE, both.reason());
    assertTrue(both.detail().contains("cup") && both.detail().contains("bottle"), both.detail());
    List<ObjectAttributes> crowd = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      crowd.add(belief("c" + i, ObjectKind.CUBE, 0, 0, 0.02, 0.9, 0.003));
    }
    assertEquals(
        TwinAnswer.Reason.TOO_MANY, refused(crowd.toArray(ObjectAttributes[]::new)).reason());
    assertEquals(
        TwinAnswer.Reason.NOT_FINITE,
        refused(belief("cube", ObjectKind.CUBE, 0, Double.NaN, 0.02, 0.9, 0.003)).reason());
    TwinAnswer wrongArm =
        twins.mostLikely(new TwinBelief(List.of(), arm(new double[3], 0.05), Optional.empty()));
    assertEquals(
        TwinAnswer.Reason.ARM, assertInstanceOf(TwinAnswer.Refused.class, wrongArm).reason());
  }

  @Test
  void whatIsNoObjectIsLeftOutAndTold() {
    TwinScene scene =
        built(
            standing("cube", ObjectKind.CUBE, 0, 0),
            belief("again", ObjectKind.CUBE, 0.01, 0, 0.02, 0.6, 0.003),
            belief("ghost", ObjectKind.CUP, 0.1, 0.1, 0.04, 0.1, 0.003),
            belief("table", ObjectKind.TABLE, 0, 0, 0, 0.9, 0.003));
    assertEquals(List.of("cube"), scene.objects().stream().map(SceneObject::id).toList());
    assertEquals(
        List.of("again DUPLICATE", "ghost LOW_SCORE", "table NO_MODEL"),
        scene.leftOut().stream().map(o -> o.id() + " " + o.why()).sorted().toList());
  }

  /** Joint positions with the gripper over a place, found as a real arm's would be. */
  private static double[] over(double x, double y, double z) {
    Transform tableFromTool =
        new Transform(
            "table", RobotModel.TOOL, new Vector3(x, y, z), InverseKinematics.toolDown(0.2));
    InverseKinematics.Solution solution =
        new InverseKinematics(world.robot().model())
            .solve(
                world.robot().tableFromBase().inverse().after(tableFromTool),
                PlantSimulator.homePositionsRad(world));
    assertTrue(solution.converged());
    return solution.positionsRad();
  }

  @Test
  void theArmStartsWhereItIsAndHoldsWhatItHolds() {
    double[] q = over(0.05, 0.1, 0.2);
    ObjectAttributes cube = belief("cube", ObjectKind.CUBE, 0.051, 0.1, 0.198, 0.9, 0.003);
    TwinScene scene = built(new TwinBelief(List.of(cube), arm(q, 0.04), Optional.of("cube")));
    assertEquals("gripper", placement(scene, "cube").support());
    try (PlantSimulator cell = twins.open(scene, 1, SimulatorOptions.DEFAULTS)) {
      assertArrayEquals(q, cell.armState().positionsRad());
      assertEquals(0.04, cell.armState().gripperOpeningMeters(), 1e-9);
      cell.advance(2);
      assertEquals(Optional.of("cube"), cell.truth().heldId());
      Transform tool =
          world
              .robot()
              .tableFromBase()
              .after(new Kinematics(world.robot().model()).baseFromTool(q));
      double away =
          cell.truth().object("cube").object().positionMeters().distanceTo(tool.translation());
      assertTrue(away < 0.005, "the cube hangs " + away + " m from the fingertips");
      cell.commandGripper(0.085);
      cell.advance(1.5);
      assertEquals(Optional.empty(), cell.truth().heldId());
      assertTrue(cell.truth().object("cube").touchesTable(), "let go, it falls");
    }
    TwinAnswer far =
        twins.mostLikely(
            new TwinBelief(
                List.of(standing("cube", ObjectKind.CUBE, -0.1, -0.2)),
                arm(q, 0.04),
                Optional.of("cube")));
    assertEquals(TwinAnswer.Reason.ARM, assertInstanceOf(TwinAnswer.Refused.class, far).reason());
  }

  @Test
  void whatIsBelievedInsideTheFingersGivesWay() {
    double[] q = over(0.05, 0.1, 0.02);
    ObjectAttributes cup = belief("cup", ObjectKind.CUP, 0.05, 0.185, 0.04, 0.9, 0.02);
    TwinScene scene = built(new TwinBelief(List.of(cup), arm(q, 0.085), Optional.empty()));
    assertTrue(placement(scene, "cup").shiftedMeters() > 0.0005, "" + scene.placements());
    assertStays(scene, 0.002);
  }

  @Test
  void drawsSpreadAsTheBeliefsDoAndRepeat() {
    TwinBelief belief =
        new TwinBelief(
            List.of(
                belief("cube", ObjectKind.CUBE, 0, 0, 0.02, 0.9, 0.005),
                standing("bowl", ObjectKind.BOWL, 0.1, 0.2)),
            home(),
            Optional.empty());
    double sum = 0;
    int n = 400;
    for (int i = 0; i < n; i++) {
      SeedStreams seeds = new SeedStreams(7).child(i);
      TwinScene drawn = assertInstanceOf(TwinAnswer.Built.class, twins.draw(belief, seeds)).scene();
      if (i < 3) {
        assertEquals(new TwinAnswer.Built(drawn), new Twins(world).draw(belief, seeds));
      }
      double x = object(drawn, "cube").positionMeters().x();
      sum += x * x;
    }
    assertEquals(0.005, Math.sqrt(sum / n), 0.0006);
    assertNotEquals(
        twins.draw(belief, new SeedStreams(7).child(0)),
        twins.draw(belief, new SeedStreams(7).child(1)));
  }

  @Test
  void anyBeliefHasAnAnswerInTime() {
    SplittableRandom random = new SeedStreams(3).stream("fuzz");
    double[] odd = {
      Double.NaN, Double.POSITIVE_INFINITY, -1e300, 1e300, 1e-320, 0, -0.0, 1e9, -7, Math.PI
    };
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          int built = 0;
          for (int i = 0; i < 400; i++) {
            List<ObjectAttributes> objects = new ArrayList<>();
            int n = i % 20 == 0 ? 64 : random.nextInt(9);
            boolean wild = random.nextInt(3) == 0;
            for (int k = 0; k < n; k++) {
              double[] v = new double[12];
              for (int c = 0; c < v.length; c++) {
                v[c] =
                    wild && random.nextInt(20) == 0
                        ? odd[random.nextInt(odd.length)]
                        : random.nextDouble(-0.3, 0.3);
              }
              ObjectKind kind = ObjectKind.values()[random.nextInt(ObjectKind.values().length)];
              double spread = wild ? v[6] : Math.abs(v[6]) / 10;
              objects.add(
                  new ObjectAttributes(
                      "o" + random.nextInt(40),
                      kind,
                      new Vector3(v[0], v[1], wild ? v[2] : 0.02 + v[2] / 10),
                      v[3],
                      new ColorRgb(random.nextDouble(), random.nextDouble(), random.nextDouble()),
                      new Vector3(v[7], v[8], v[9]),
                      wild ? v[4] : random.nextDouble(),
                      new ObjectAttributes.Uncertainty(
                          new Vector3(spread, spread, spread),
                          Math.abs(v[10]),
                          new Vector3(0.1, 0.1, 0.1))));
            }
            double[] q = PlantSimulator.homePositionsRad(world);
            if (wild) {
              q[random.nextInt(q.length)] = odd[random.nextInt(odd.length)];
            }
            TwinBelief belief = new TwinBelief(objects, arm(q, 0.08), Optional.empty());
            TwinAnswer likely = twins.mostLikely(belief);
            assertNotNull(likely);
            assertEquals(likely, twins.mostLikely(belief), () -> "" + belief);
            assertNotNull(twins.draw(belief, new SeedStreams(i)));
            if (likely instanceof TwinAnswer.Built scene) {
              built++;
              twins.open(scene.scene(), 1, SimulatorOptions.DEFAULTS).close();
            }
          }
          assertTrue(built > 20, "only " + built + " of the fuzzed beliefs are scenes");
        });
  }

  @Test
  void aStartThatTheRobotCannotHaveIsAnError() {
    double[] q = PlantSimulator.homePositionsRad(world);
    for (double[] bad :
        List.of(new double[2], filled(q.length, 99), filled(q.length, Double.NaN))) {
      org.junit.jupiter.api.Assertions.assertThrows(
          IllegalArgumentException.class,
          () ->
              PlantSimulator.open(
                  world,
                  List.of(),
                  1,
                  SimulatorOptions.DEFAULTS,
                  new dev.cobot.sim2real.sim.ArmStart(bad, 0.05, Optional.empty())));
    }
  }

  private static double[] filled(int n, double value) {
    double[] a = new double[n];
    Arrays.fill(a, value);
    return a;
  }
}
