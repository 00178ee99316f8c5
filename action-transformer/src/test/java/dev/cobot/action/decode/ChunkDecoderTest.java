package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChunkDecoderTest {
  private static World world;
  private static Kinematics kinematics;
  private static MotionLimits limits;
  private static double[] home;

  @BeforeAll
  static void load() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    kinematics = new Kinematics(world.robot().model());
    limits = MotionLimits.of(world.robot().model());
    home = PlantSimulator.homePositionsRad(world);
  }

  private final ChunkDecoder decoder =
      new ChunkDecoder(world.robot().model(), world.robot().tableFromBase());

  private static Transform tool(double[] positionsRad) {
    return world.robot().tableFromBase().after(kinematics.baseFromTool(positionsRad));
  }

  private static Vector3 place(SplittableRandom random) {
    return new Vector3(
        random.nextDouble(-0.1, 0.2), random.nextDouble(-0.2, 0.2), random.nextDouble(0.1, 0.3));
  }

  private static ActionChunk.Step step(Vector3 position, double yawRad) {
    return new ActionChunk.Step(
        new Transform("table", "tool0", position, HandState.pointingDown(yawRad)), 0, 0, 0);
  }

  /** Returns a chunk that glides from where the hand is some way towards a goal, and turns. */
  private static ActionChunk glide(Vector3 goal, double yawRad, double meters) {
    Transform start = tool(home);
    double startYawRad = new HandState(start, 0.085, 0, false).yawRad();
    Vector3 way = goal.minus(start.translation());
    Vector3 end = start.translation().plus(way.times(meters / way.norm()));
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= ActionChunk.STEPS; i++) {
      double part = i / (double) ActionChunk.STEPS;
      steps.add(
          step(
              start.translation().times(1 - part).plus(end.times(part)),
              startYawRad + part * (yawRad - startYawRad)));
    }
    return new ActionChunk(5_000_000_000L, ActionChunk.STEP_SECONDS, steps);
  }

  /** Returns what a bad policy may ask for: fast, shaky, and now and then somewhere else. */
  private static ActionChunk wild(
      long stampNanos, Vector3 from, double speed, double jump, SplittableRandom random) {
    Vector3 direction = place(random).minus(from);
    direction = direction.times(1 / Math.max(0.05, direction.norm()));
    double yaw = random.nextDouble(-0.3, 0.3);
    Vector3 at = from;
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      at = at.plus(direction.times(speed * ActionChunk.STEP_SECONDS));
      if (random.nextInt(25) == 0) {
        at = at.plus(place(random).minus(from).times(jump));
      }
      Vector3 shaken =
          new Vector3(
              at.x() + 0.001 * random.nextGaussian(),
              at.y() + 0.001 * random.nextGaussian(),
              Math.max(0.05, at.z() + 0.001 * random.nextGaussian()));
      steps.add(step(shaken, yaw + 0.01 * random.nextGaussian()));
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, steps);
  }

  private static void assertInsideLimits(JointTrajectory trajectory, String when) {
    MotionMeasure measure = MotionMeasure.of(trajectory, kinematics);
    for (int j = 0; j < home.length; j++) {
      String joint = trajectory.jointNames().get(j) + ", " + when;
      assertBelow(limits.velocityRadPerSecond().get(j), measure.velocity[j], joint);
      assertBelow(limits.accelerationRadPerSecond2().get(j), measure.acceleration[j], joint);
      assertBelow(limits.jerkRadPerSecond3().get(j), measure.jerk[j], joint);
      assertEquals(0, measure.accelerationJump[j], 1e-6, joint);
    }
    assertBelow(1.01 * limits.toolSpeedMetersPerSecond(), measure.toolSpeed, "tool, " + when);
  }

  private static void assertBelow(double limit, double value, String what) {
    assertTrue(value <= limit * (1 + 1e-6), what + ": " + value + ", allowed " + limit);
  }

  @Test
  void theTrajectoryPassesThroughThePosesAndRestsAtTheLast() {
    SplittableRandom random = new SplittableRandom(41);
    for (int run = 0; run < 15; run++) {
      ActionChunk chunk = glide(place(random), random.nextDouble(-0.5, 0.5), 0.15);
      JointTrajectory trajectory =
          decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
      for (int i = 0; i < ActionChunk.STEPS; i++) {
        // From rest it takes a moment to catch up with a hand that moves at once.
        double meters = i < 6 ? 0.008 : i < ActionChunk.STEPS - 3 ? 0.001 : 0.003;
        Transform wanted = chunk.steps().get(i).tableFromTool();
        Transform got = tool(trajectory.positionsAt((i + 1) * ActionChunk.STEP_SECONDS));
        assertEquals(0, got.translation().distanceTo(wanted.translation()), meters, "step " + i);
        assertEquals(0, got.rotation().angleTo(wanted.rotation()), 10 * meters, "step " + i);
      }
      Transform last = chunk.steps().get(ActionChunk.STEPS - 1).tableFromTool();
      Transform end = tool(trajectory.positionsAt(trajectory.durationSeconds()));
      assertEquals(0, end.translation().distanceTo(last.translation()), 0.0005);
      int points = trajectory.timesSeconds().length;
      assertArrayEquals(
          new double[home.length], trajectory.velocitiesRadPerSecond()[points - 1], 0.005);
    }
  }

  @Test
  void aHandThatIsToGoBeyondABoundSlidesAlongIt() {
    Vector3 start = tool(home).translation();
    Bounds bounds =
        new Bounds(
            new Vector3(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 0),
            new Vector3(start.x() + 0.03, Double.POSITIVE_INFINITY, 1));
    ChunkDecoder bound =
        new ChunkDecoder(world.robot().model(), world.robot().tableFromBase(), limits, bounds);
    ActionChunk chunk = glide(start.plus(new Vector3(0.1, 0.1, 0)), 0, 0.14);
    JointTrajectory trajectory =
        bound.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    double highest = Double.NEGATIVE_INFINITY;
    for (double[] positions : trajectory.positionsRad()) {
      highest = Math.max(highest, tool(positions).translation().x());
    }
    assertEquals(start.x() + 0.03, highest, 0.002);
    Vector3 end = tool(trajectory.positionsAt(trajectory.durationSeconds())).translation();
    assertEquals(start.x() + 0.03, end.x(), 0.001);
    assertEquals(start.y() + 0.1, end.y(), 0.003);
    assertInsideLimits(trajectory, "along a bound");
    JointTrajectory free = decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    Vector3 beyond = tool(free.positionsAt(free.durationSeconds())).translation();
    assertEquals(start.x() + 0.1, beyond.x(), 0.003);
    Vector3 corner = new Vector3(0, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> new Bounds(corner, corner));
  }

  @Test
  void itStartsAtThePresentPositionsAndVelocities() {
    double[] moving = {0.1, -0.2, 0.3, 0, 0.05, -0.1};
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2, 0.1);
    JointTrajectory trajectory = decoder.decode(chunk, chunk.stampNanos(), home, moving);
    assertArrayEquals(home, trajectory.positionsAt(0), 1e-12);
    assertArrayEquals(moving, trajectory.velocitiesRadPerSecond()[0], 1e-12);
    assertArrayEquals(moving, trajectory.velocitiesAt(1e-9), 1e-4);
    assertEquals(world.robot().model().armJointNames(), trajectory.jointNames());
  }

  @Test
  void whateverIsAskedTheMotionKeepsItsLimitsAndIsContinuous() {
    SplittableRandom random = new SplittableRandom(42);
    for (int run = 0; run < 8; run++) {
      ChunkDecoder own = new ChunkDecoder(world.robot().model(), world.robot().tableFromBase());
      double speed = random.nextDouble(0.05, 0.5);
      double jump = run % 2 == 0 ? 0 : 0.3;
      double[] position = home;
      double[] velocity = new double[home.length];
      JointTrajectory before = null;
      for (int tick = 0; tick < 25; tick++) {
        long now = 7_000_000_000L + tick * 40_000_000L;
        ActionChunk chunk = wild(now, tool(position).translation(), speed, jump, random);
        JointTrajectory trajectory = own.decode(chunk, now, position, velocity);
        String when = "run " + run + " tick " + tick;
        assertInsideLimits(trajectory, when);
        for (int j = 0; j < home.length; j++) {
          double was = before == null ? 0 : MotionMeasure.acceleration(before, 2, j);
          assertEquals(was, MotionMeasure.acceleration(trajectory, 0, j), 1e-6, when);
        }
        position = trajectory.positionsRad()[2];
        velocity = trajectory.velocitiesRadPerSecond()[2];
        before = trajectory;
      }
    }
  }

  @Test
  void aGateFindsNothingToChangeInAHeadWithARampToRest() {
    SplittableRandom random = new SplittableRandom(43);
    double[] position = home;
    double[] velocity = new double[home.length];
    for (int tick = 0; tick < 100; tick++) {
      long now = 7_000_000_000L + tick * 40_000_000L;
      ActionChunk chunk = wild(now, tool(position).translation(), 0.4, 0.3, random);
      JointTrajectory trajectory = decoder.decode(chunk, now, position, velocity);
      MotionMeasure measure =
          MotionMeasure.of(MotionMeasure.released(trajectory, 0.4, 0.2), kinematics);
      for (int j = 0; j < home.length; j++) {
        assertBelow(0.48 * Math.PI, measure.velocity[j], "tick " + tick);
        assertBelow(22, measure.acceleration[j], "tick " + tick);
      }
      assertBelow(0.245, measure.toolSpeed, "tick " + tick);
      position = trajectory.positionsRad()[2];
      velocity = trajectory.velocitiesRadPerSecond()[2];
    }
  }

  @Test
  void aChunkThatIsTooFastIsRunAlongMoreSlowlyAndEndsAtRest() {
    Vector3 start = tool(home).translation();
    ActionChunk chunk = glide(start.plus(new Vector3(0, 0.5, -0.1)), 0.3, 0.5);
    JointTrajectory trajectory =
        decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    assertInsideLimits(trajectory, "too fast");
    Vector3 way = new Vector3(0, 0.5, -0.1).normalized();
    double last = 0;
    for (double t = 0; t <= trajectory.durationSeconds(); t += 0.02) {
      Vector3 gone = tool(trajectory.positionsAt(t)).translation().minus(start);
      double along = gone.dot(way);
      assertEquals(0, gone.minus(way.times(along)).norm(), 0.003, "off the path at " + t);
      assertTrue(along > last - 0.003, "back at " + t);
      last = along;
    }
    assertTrue(last > 0.18 && last < 0.24, "went " + last);
    int points = trajectory.timesSeconds().length;
    assertArrayEquals(
        new double[home.length], trajectory.velocitiesRadPerSecond()[points - 1], 0.005);
  }

  @Test
  void aTurnThatIsTooFastHoldsTheHandBackAsWell() {
    Transform start = tool(home);
    ActionChunk chunk =
        glide(
            start.translation().plus(new Vector3(0, 0.1, 0)),
            new HandState(start, 0.085, 0, false).yawRad() + 2.5,
            0.1);
    JointTrajectory trajectory =
        decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    assertInsideLimits(trajectory, "turn");
    for (double t = 0.2; t <= trajectory.durationSeconds(); t += 0.02) {
      Transform now = tool(trajectory.positionsAt(t));
      double gone = now.translation().distanceTo(start.translation()) / 0.1;
      double turned = now.rotation().angleTo(start.rotation()) / 2.5;
      assertEquals(turned, gone, 0.05, "at " + t);
    }
  }

  @Test
  void anArmThatDidNotFollowBeginsWithoutAcceleration() {
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2, 0.15);
    JointTrajectory first =
        decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    assertTrue(Math.abs(MotionMeasure.acceleration(first, 2, 0)) > 0.5, "it accelerates");
    double[] elsewhere = home.clone();
    elsewhere[0] += 0.05;
    JointTrajectory second =
        decoder.decode(
            chunk, chunk.stampNanos() + 40_000_000L, elsewhere, first.velocitiesAt(0.04));
    assertEquals(0, MotionMeasure.acceleration(second, 0, 0), 1e-6);
    JointTrajectory later =
        decoder.decode(
            chunk,
            chunk.stampNanos() + 340_000_000L,
            second.positionsAt(0.3),
            second.velocitiesAt(0.3));
    assertEquals(0, MotionMeasure.acceleration(later, 0, 0), 1e-6);
  }

  @Test
  void stepsThatAreDueAreLeftOut() {
    for (int late : new int[] {0, 29, 31, 90, 400, 949}) {
      ChunkDecoder own = new ChunkDecoder(world.robot().model(), world.robot().tableFromBase());
      ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2, 0.15);
      long now = chunk.stampNanos() + late * 1_000_000L;
      double[] there =
          decoder
              .decode(chunk, chunk.stampNanos(), home, new double[home.length])
              .positionsAt(late * 1e-3);
      JointTrajectory trajectory = own.decode(chunk, now, there, new double[home.length]);
      Vector3 goal = chunk.steps().get(ActionChunk.STEPS - 1).tableFromTool().translation();
      double distance = tool(there).translation().distanceTo(goal);
      for (double t = 0; t <= trajectory.durationSeconds(); t += 0.02) {
        double left = tool(trajectory.positionsAt(t)).translation().distanceTo(goal);
        assertTrue(left < distance + 0.0005, late + " ms late it goes back at " + t);
        distance = left;
      }
      assertEquals(0, distance, 0.001, late + " ms late");
    }
  }

  @Test
  void aChunkThatIsAllDueLeavesTheArmWhereItIs() {
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2, 0.15);
    JointTrajectory trajectory =
        decoder.decode(chunk, chunk.stampNanos() + 5_000_000_000L, home, new double[home.length]);
    assertArrayEquals(home, trajectory.positionsAt(trajectory.durationSeconds()), 1e-9);
  }

  @Test
  void limitsOfAnotherArmAreRefused() throws Exception {
    Path seven = Path.of(System.getProperty("cobot.home"), "worlds", "robots", "arm7.urdf");
    MotionLimits other = MotionLimits.of(RobotModel.load(seven));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ChunkDecoder(
                        world.robot().model(), world.robot().tableFromBase(), other, Bounds.NONE))
            .getMessage();
    assertTrue(message.contains("the limits are for 7 joints"), message);
  }
}
