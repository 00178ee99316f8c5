package dev.cobot.action.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.safety.Release.Reason;
import dev.cobot.action.safety.Release.Released;
import dev.cobot.action.safety.Release.Stopped;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SafetyGateTest {
  private static final GateLimits LIMITS =
      new GateLimits(
          0.1,
          0.15,
          0.6,
          0.02,
          0.1,
          0.5,
          15,
          0.25,
          0.4,
          0.2,
          new GateLimits.Box(List.of(-0.4, 0.4), List.of(-0.45, 0.45), List.of(0.004, 0.6)));
  private static final long NOW = 5_000_000_000L;

  private static World world;
  private static RobotModel robot;
  private static Transform tableFromBase;
  private static Kinematics kinematics;
  private static double[] home;
  private SafetyGate gate;

  @BeforeAll
  static void load() throws IOException {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
    robot = world.robot().model();
    tableFromBase = world.robot().tableFromBase();
    kinematics = new Kinematics(robot);
    home = PlantSimulator.homePositionsRad(world);
  }

  @BeforeEach
  void openGate() {
    gate = new SafetyGate(LIMITS, robot, tableFromBase);
  }

  private static GateState at(double[] positions, double[] velocities) {
    return new GateState(
        positions, velocities, NOW - 10_000_000L, NOW - 90_000_000L, NOW - 20_000_000L, NOW);
  }

  private static GateState atHome() {
    return at(home, new double[6]);
  }

  /** A second along straight joint lines, at a constant velocity. */
  private static JointTrajectory line(double[] start, double[] velocities) {
    int points = 26;
    double[] times = new double[points];
    double[][] p = new double[points][6];
    double[][] v = new double[points][];
    for (int i = 0; i < points; i++) {
      times[i] = 0.04 * i;
      v[i] = velocities.clone();
      for (int j = 0; j < 6; j++) {
        p[i][j] = start[j] + velocities[j] * times[i];
      }
    }
    return new JointTrajectory(robot.armJointNames(), times, p, v);
  }

  private Reason stopReason(JointTrajectory wanted, GateState state) {
    return assertInstanceOf(Stopped.class, gate.release(wanted, false, state)).reason();
  }

  @Test
  void aGentleMotionPassesUnchangedAndEndsAtRest() {
    double[] v = {0.1, 0, 0, 0, 0.05, 0};
    JointTrajectory wanted = line(home, v);
    Released released = assertInstanceOf(Released.class, gate.release(wanted, true, at(home, v)));
    assertEquals(List.of(), released.clipped());
    assertTrue(released.closeGripper());
    assertEquals(0.6, released.trajectory().durationSeconds(), 1e-9);
    for (double t = 0; t <= 0.4; t += 0.01) {
      assertEquals(
          wanted.positionsAt(t)[0], released.trajectory().positionsAt(t)[0], 1e-6, "at " + t);
    }
    assertInside(released.trajectory(), home);
  }

  @Test
  void aFastMotionIsSlowedAlongItsPath() {
    double[] v = {0.6, 0, 0, 0, 0, 2.4};
    Released released =
        assertInstanceOf(Released.class, gate.release(line(home, v), false, atHome()));
    assertInside(released.trajectory(), home);
    assertTrue(
        released.clipped().stream().anyMatch(c -> c.startsWith("wrist_3_joint velocity 3.")),
        released.clipped()::toString);
    // From rest the path's first piece bends; from there on both joints keep their proportion.
    double[] end = released.trajectory().positionsAt(0.6);
    double[] middle = released.trajectory().positionsAt(0.3);
    assertEquals(0.25, (end[0] - middle[0]) / (end[5] - middle[5]), 0.01);
    assertTrue(end[5] - home[5] > 0.2, "it still moves");
    assertEquals(1, gate.clips());
  }

  @Test
  void positionsAreClippedBeforeTheJointLimit() {
    double[] start = home.clone();
    start[5] = robot.armJoints().get(5).upper() - 0.15;
    double[] v = {0, 0, 0, 0, 0, 0.5};
    Released released =
        assertInstanceOf(
            Released.class, gate.release(line(start, v), false, at(start, new double[6])));
    assertTrue(
        released.clipped().stream().anyMatch(c -> c.startsWith("wrist_3_joint position")),
        released.clipped()::toString);
    assertInside(released.trajectory(), start);
  }

  @Test
  void aMotionThatStartsElsewhereStops() {
    double[] elsewhere = home.clone();
    elsewhere[2] += 0.03;
    assertEquals(Reason.CONTINUITY, stopReason(line(elsewhere, new double[6]), atHome()));
  }

  @Test
  void jointsOfAnotherOrderStop() {
    List<String> names = new ArrayList<>(robot.armJointNames());
    names.add(names.remove(0));
    JointTrajectory wanted = line(home, new double[6]);
    JointTrajectory reordered =
        new JointTrajectory(
            names, wanted.timesSeconds(), wanted.positionsRad(), wanted.velocitiesRadPerSecond());
    assertEquals(Reason.SHAPE, stopReason(reordered, atHome()));
  }

  @Test
  void oldOrFutureDataStops() {
    JointTrajectory wanted = line(home, new double[6]);
    double[] rest = new double[6];
    long[][] stamps = {
      {NOW - 101_000_000L, NOW, NOW},
      {NOW, NOW - 601_000_000L, NOW},
      {NOW, NOW, NOW - 151_000_000L},
      {NOW + 1_000_000_000L, NOW, NOW},
      {NOW, Long.MIN_VALUE, NOW},
    };
    for (long[] s : stamps) {
      openGate();
      GateState state = new GateState(home, rest, s[0], s[1], s[2], NOW);
      Stopped stopped = assertInstanceOf(Stopped.class, gate.release(wanted, false, state));
      assertEquals(Reason.FRESHNESS, stopped.reason(), stopped.sentence());
    }
  }

  @Test
  void aMotionIntoTheTableStops() {
    // The shoulder bends forward until the tool is below the table.
    JointTrajectory wanted = line(home, new double[] {0, 1.2, 0, 0, 0, 0});
    GateState state = atHome();
    Release last = null;
    double[] p = home.clone();
    for (int i = 0; i < 200 && !(last instanceof Stopped); i++) {
      last = gate.release(line(p, new double[] {0, 0.3, 0, 0, 0, 0}), false, state);
      if (last instanceof Released released) {
        assertInside(released.trajectory(), p);
        p = released.trajectory().positionsAt(0.3);
        state = at(p, new double[6]);
      }
    }
    Stopped stopped = assertInstanceOf(Stopped.class, last);
    assertEquals(Reason.WORKSPACE, stopped.reason());
    assertTrue(stopped.sentence().contains("z ="), stopped.sentence());
    assertSame(last, gate.release(wanted, false, atHome()), "a stop latches");
  }

  @Test
  void anOutsideStopLatchesUntilReset() {
    JointTrajectory wanted = line(home, new double[6]);
    gate.stop("somebody pressed the button");
    assertEquals(Reason.PERMIT, stopReason(wanted, atHome()));
    assertEquals(1, gate.stops());
    gate.reset();
    assertInstanceOf(Released.class, gate.release(wanted, false, atHome()));
  }

  @Test
  void brakingEndsAtRestInsideTheAcceleration() {
    double[] v = {0.5, -0.4, 1, 0, 0, -1.5};
    JointTrajectory brake = gate.brake(at(home, v));
    MotionPeaks peaks = MotionPeaks.of(brake, kinematics);
    for (double a : peaks.accelerationRadPerSecond2()) {
      assertTrue(a <= LIMITS.accelerationRadPerSecond2() * (1 + 1e-9), "got " + a);
    }
    int last = brake.timesSeconds().length - 1;
    for (double end : brake.velocitiesRadPerSecond()[last]) {
      assertEquals(0, end, 1e-12);
    }
  }

  /** Whatever is asked for from wherever, what comes out is inside every limit, or nothing does. */
  @Test
  void whateverIsReleasedIsInsideAllLimits() {
    SplittableRandom random = new SplittableRandom(7);
    int released = 0;
    int stopped = 0;
    for (int trial = 0; trial < 6000; trial++) {
      gate.reset();
      double[] start = home.clone();
      double[] velocity = new double[6];
      for (int j = 0; j < 6; j++) {
        Joint joint = robot.armJoints().get(j);
        if (trial % 3 != 0) {
          start[j] += random.nextDouble(-0.3, 0.3);
        }
        if (trial % 17 == 0) {
          start[j] = random.nextDouble(joint.lower(), joint.upper());
        }
        velocity[j] = random.nextDouble(-0.3, 0.3) * (trial % 5);
      }
      GateState state = at(start, velocity);
      Release answer = gate.release(hostile(random, trial, start, velocity), false, state);
      if (answer instanceof Released r) {
        assertInside(r.trajectory(), start);
        released++;
      } else {
        stopped++;
      }
    }
    assertTrue(released > 1500, "released " + released);
    assertTrue(stopped > 500, "stopped " + stopped);
  }

  private static JointTrajectory hostile(
      SplittableRandom random, int trial, double[] start, double[] velocity) {
    int points = 1 + random.nextInt(30);
    double speed = List.of(0.05, 0.3, 1.0, 3.0, 30.0).get(trial % 5);
    double[] times = new double[points];
    double[][] p = new double[points][6];
    double[][] v = new double[points][6];
    double t = random.nextInt(4) == 0 ? random.nextDouble(0.001, 0.1) : 0;
    double[] drift = new double[6];
    for (int j = 0; j < 6; j++) {
      drift[j] = random.nextDouble(-1, 1) * speed;
    }
    for (int i = 0; i < points; i++) {
      times[i] = t;
      for (int j = 0; j < 6; j++) {
        double noise = random.nextDouble(-1, 1) * speed;
        p[i][j] = i == 0 ? start[j] : start[j] + drift[j] * t + (trial % 2 == 0 ? 0 : 0.02 * noise);
        v[i][j] = i == 0 ? velocity[j] : drift[j] + (trial % 7 == 0 ? noise : 0);
      }
      t += random.nextDouble(0.002, 0.08);
    }
    if (trial % 11 == 0) {
      // A jump in the middle, as from a glitch of the inverse kinematics.
      p[random.nextInt(points)][random.nextInt(6)] += random.nextDouble(-6, 6);
    }
    return new JointTrajectory(robot.armJointNames(), times, p, v);
  }

  /** Checks a release by differences on a fine grid, not by the gate's own arithmetic. */
  private static void assertInside(JointTrajectory released, double[] start) {
    double dt = 0.002;
    int last = released.timesSeconds().length - 1;
    for (int j = 0; j < 6; j++) {
      assertEquals(start[j], released.positionsRad()[0][j], 1e-12, "starts at the measured joints");
      assertEquals(0, released.velocitiesRadPerSecond()[last][j], 1e-12, "ends at rest");
    }
    assertTrue(released.durationSeconds() <= 0.6 + 1e-9, "no more than horizon and ramp");
    double[] before = null;
    Vector3 toolBefore = null;
    double[] speedBefore = null;
    for (double t = 0; t <= released.durationSeconds() + 1e-9; t += dt) {
      double[] p = released.positionsAt(t);
      Vector3 tool = tableFromBase.after(kinematics.baseFromTool(p)).translation();
      assertTrue(
          tool.z() > 0.004 - 1e-3
              && Math.abs(tool.x()) < 0.4 + 1e-3
              && Math.abs(tool.y()) < 0.45 + 1e-3,
          () -> "tool at " + tool);
      double[] speed = new double[6];
      for (int j = 0; j < 6; j++) {
        Joint joint = robot.armJoints().get(j);
        assertTrue(p[j] >= joint.lower() - 1e-6 && p[j] <= joint.upper() + 1e-6, "inside the URDF");
        if (before != null) {
          speed[j] = (p[j] - before[j]) / dt;
          assertTrue(
              Math.abs(speed[j]) <= 0.5 * joint.maxVelocity() + 1e-3, "velocity " + speed[j]);
          if (speedBefore != null) {
            double acceleration = (speed[j] - speedBefore[j]) / dt;
            assertTrue(Math.abs(acceleration) <= 15 * 1.001 + 1e-3, "acceleration " + acceleration);
          }
        }
      }
      if (toolBefore != null) {
        double toolSpeed = tool.distanceTo(toolBefore) / dt;
        assertTrue(toolSpeed <= 0.25 * 1.02, "tool speed " + toolSpeed);
      }
      speedBefore = before == null ? null : speed;
      before = p;
      toolBefore = tool;
    }
    assertFalse(before == null);
  }
}
