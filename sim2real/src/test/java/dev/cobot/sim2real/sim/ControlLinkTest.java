package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is between the robot and who commands it, and how smoothly its joints move. */
class ControlLinkTest {
  private static final double STEP = 0.004;
  private static World world;

  @BeforeAll
  static void load() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static PlantSimulator open(SimulatorOptions options) {
    return PlantSimulator.open(world, List.of(), 7, options);
  }

  private static SimulatorOptions link(double sensor, double actuation, double noise, double loss) {
    return SimulatorOptions.DEFAULTS.withLink(
        new SimulatorOptions.Link(sensor, actuation, noise, loss));
  }

  private static void turnTheBase(PlantSimulator cell, double rad, double seconds) {
    double[] goal = cell.homePositionsRad();
    goal[0] += rad;
    cell.followTrajectory(JointTrajectory.to(cell.armTruth().jointNames(), seconds, goal));
  }

  @Test
  void aCommandIsObeyedAfterItsDelay() {
    try (PlantSimulator cell = open(link(0, 0.1, 0, 0))) {
      double home = cell.homePositionsRad()[0];
      turnTheBase(cell, 0.5, 1);
      cell.commandGripper(0.02);
      cell.advance(0.1);
      assertEquals(home, cell.armTruth().positionsRad()[0], 1e-12);
      assertEquals(0.085, cell.armTruth().gripperOpeningMeters(), 1e-3);
      cell.advance(0.2);
      assertTrue(cell.armTruth().positionsRad()[0] > home + 0.005);
      assertTrue(cell.armTruth().gripperOpeningMeters() < 0.08);
      cell.advance(1);
      assertEquals(home + 0.5, cell.armTruth().positionsRad()[0], 1e-6);
    }
  }

  @Test
  void theSensorsSayWhatWasSoADelayAgo() {
    try (PlantSimulator cell = open(link(0.04, 0, 0, 0))) {
      turnTheBase(cell, 0.5, 1);
      double[][] really = new double[200][];
      for (int i = 0; i < really.length; i++) {
        really[i] = cell.armTruth().positionsRad();
        ArmState heard = cell.armState();
        assertArrayEquals(really[Math.max(0, i - 10)], heard.positionsRad(), "step " + i);
        assertEquals(Math.max(0, i - 10) * 4_000_000L, heard.stampNanos());
        cell.step();
      }
    }
  }

  @Test
  void theNoiseHasItsSigmaAndDependsOnTheStepOnly() {
    try (PlantSimulator cell = open(link(0, 0, 0.01, 0))) {
      double squares = 0;
      int count = 0;
      for (int i = 0; i < 500; i++) {
        double[] heard = cell.armState().positionsRad();
        assertArrayEquals(heard, cell.armState().positionsRad());
        double[] really = cell.armTruth().positionsRad();
        for (int j = 0; j < heard.length; j++) {
          squares += (heard[j] - really[j]) * (heard[j] - really[j]);
          count++;
        }
        cell.step();
      }
      assertEquals(0.01, Math.sqrt(squares / count), 0.001);
    }
  }

  @Test
  void soManyCommandsGetLost() {
    try (PlantSimulator cell = open(link(0, 0, 0, 0.3))) {
      int lost = 0;
      double before = cell.homePositionsRad()[0];
      for (int i = 0; i < 400; i++) {
        double goal = i % 2 == 0 ? 0.002 : 0;
        turnTheBase(cell, goal, 0.04);
        cell.advance(0.12);
        double now = cell.armTruth().positionsRad()[0];
        boolean stayed = Math.abs(now - before) < 1e-6;
        boolean wanted = Math.abs(before - cell.homePositionsRad()[0] - goal) > 1e-6;
        lost += stayed && wanted ? 1 : 0;
        before = now;
      }
      // A command that gets lost leaves the next one nothing to do: of 400, p / (1 + p) show.
      assertEquals(400 * 0.3 / 1.3, lost, 30);
    }
  }

  @Test
  void aRestoredCellGoesOnWithTheSameLink() {
    SimulatorOptions options = link(0.05, 0.08, 0.002, 0.4).withJerk(200);
    try (PlantSimulator cell = open(options);
        PlantSimulator other = open(options)) {
      turnTheBase(cell, 0.4, 0.6);
      cell.advance(0.2);
      turnTheBase(cell, -0.3, 0.6);
      turnTheBase(cell, 0.2, 0.6);
      cell.advance(0.04);
      other.restoreState(cell.saveState());
      for (int i = 0; i < 300; i++) {
        if (i % 40 == 0) {
          turnTheBase(cell, 0.001 * i, 0.3);
          turnTheBase(other, 0.001 * i, 0.3);
        }
        assertArrayEquals(cell.armState().positionsRad(), other.armState().positionsRad());
        cell.step();
        other.step();
      }
      assertTrue(Arrays.equals(cell.saveState().toBytes(), other.saveState().toBytes()));
    }
  }

  @Test
  void theJerkStaysInsideItsLimitAndTheGoalIsMetWithoutOvershoot() {
    double limit = 120;
    try (PlantSimulator cell = open(SimulatorOptions.DEFAULTS.withJerk(limit))) {
      double home = cell.homePositionsRad()[0];
      double goal = home + 0.8;
      turnTheBase(cell, 0.8, 0.1); // far too fast: the drive has to limit it
      double p2 = home;
      double p1 = home;
      double p0 = home;
      double highest = home;
      double worst = 0;
      for (int i = 0; i < 1500; i++) {
        cell.step();
        double p = cell.armTruth().positionsRad()[0];
        worst = Math.max(worst, Math.abs(p - 3 * p0 + 3 * p1 - p2) / (STEP * STEP * STEP));
        highest = Math.max(highest, p);
        p2 = p1;
        p1 = p0;
        p0 = p;
      }
      assertTrue(worst < limit * 1.01, "jerk " + worst);
      assertEquals(goal, p0, 1e-4);
      assertTrue(highest < goal + 0.02, "overshoot " + (highest - goal));
      assertFalse(cell.truth().armBlocked());
    }
  }
}
