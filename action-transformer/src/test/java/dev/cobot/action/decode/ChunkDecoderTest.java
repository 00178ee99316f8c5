package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.CellSimulator;
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
  private static ChunkDecoder decoder;
  private static double[] home;

  @BeforeAll
  static void load() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    kinematics = new Kinematics(world.robot().model());
    decoder = new ChunkDecoder(world.robot().model(), world.robot().tableFromBase());
    home = CellSimulator.homePositionsRad(world);
  }

  private static Transform tool(double[] positionsRad) {
    return world.robot().tableFromBase().after(kinematics.baseFromTool(positionsRad));
  }

  /** Returns a chunk that glides from where the hand is to a goal, turning on its way. */
  private static ActionChunk glide(Vector3 goal, double yawRad) {
    Transform start = tool(home);
    HandState hand = new HandState(start, 0.085, 0, false);
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= ActionChunk.STEPS; i++) {
      double part = i / (double) ActionChunk.STEPS;
      Vector3 p = start.translation().plus(goal.minus(start.translation()).times(part));
      double yaw = hand.yawRad() + part * (yawRad - hand.yawRad());
      steps.add(
          new ActionChunk.Step(
              new Transform("table", "tool0", p, HandState.pointingDown(yaw)), 0, 0, part));
    }
    return new ActionChunk(5_000_000_000L, ActionChunk.STEP_SECONDS, steps);
  }

  @Test
  void theTrajectoryPassesThroughThePoses() {
    SplittableRandom random = new SplittableRandom(41);
    for (int run = 0; run < 15; run++) {
      ActionChunk chunk =
          glide(
              new Vector3(
                  random.nextDouble(-0.1, 0.2),
                  random.nextDouble(-0.2, 0.2),
                  random.nextDouble(0.1, 0.3)),
              random.nextDouble(-0.7, 0.7));
      JointTrajectory trajectory =
          decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
      for (int i = 0; i < ActionChunk.STEPS; i++) {
        Transform wanted = chunk.steps().get(i).tableFromTool();
        Transform got = tool(trajectory.positionsAt((i + 1) * ActionChunk.STEP_SECONDS));
        assertEquals(0, got.translation().distanceTo(wanted.translation()), 0.001, "step " + i);
        assertEquals(0, got.rotation().angleTo(wanted.rotation()), 0.005, "step " + i);
      }
      assertEquals(1, trajectory.durationSeconds(), 1e-9);
    }
  }

  @Test
  void itStartsAtThePresentPositionsAndVelocities() {
    double[] moving = {0.1, -0.2, 0.3, 0, 0.05, -0.1};
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2);
    JointTrajectory trajectory = decoder.decode(chunk, chunk.stampNanos(), home, moving);
    assertArrayEquals(home, trajectory.positionsAt(0), 1e-12);
    assertArrayEquals(moving, trajectory.velocitiesRadPerSecond()[0], 1e-12);
    assertArrayEquals(moving, trajectory.velocitiesAt(1e-9), 1e-4);
    assertEquals(world.robot().model().armJointNames(), trajectory.jointNames());
  }

  @Test
  void velocitiesAreThoseOfThePositions() {
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2);
    JointTrajectory trajectory =
        decoder.decode(chunk, chunk.stampNanos(), home, new double[home.length]);
    for (double t = 0.2; t < 0.9; t += 0.05) {
      double[] before = trajectory.positionsAt(t - 1e-4);
      double[] after = trajectory.positionsAt(t + 1e-4);
      double[] velocity = trajectory.velocitiesAt(t);
      for (int j = 0; j < before.length; j++) {
        assertEquals((after[j] - before[j]) / 2e-4, velocity[j], 0.02);
      }
    }
  }

  @Test
  void stepsThatAreDueAreLeftOut() {
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2);
    for (int late : new int[] {0, 29, 31, 90, 400, 949}) {
      long now = chunk.stampNanos() + late * 1_000_000L;
      JointTrajectory trajectory = decoder.decode(chunk, now, home, new double[home.length]);
      int left = 0;
      for (int i = 1; i <= ActionChunk.STEPS; i++) {
        left += i * 40 - late >= 10 ? 1 : 0;
      }
      assertEquals(left + 1, trajectory.timesSeconds().length, late + " ms late");
      double first = trajectory.timesSeconds()[1];
      assertTrue(first >= 0.01 - 1e-9 && first < 0.05 + 1e-9, "first point at " + first);
      assertEquals(1 - late * 1e-3, trajectory.durationSeconds(), 1e-9);
      Transform end = tool(trajectory.positionsAt(trajectory.durationSeconds()));
      assertEquals(0, end.translation().distanceTo(new Vector3(0.1, 0.1, 0.2)), 0.001);
    }
  }

  @Test
  void aChunkThatIsAllDueLeavesTheArmWhereItIs() {
    ActionChunk chunk = glide(new Vector3(0.1, 0.1, 0.2), 0.2);
    JointTrajectory trajectory =
        decoder.decode(chunk, chunk.stampNanos() + 5_000_000_000L, home, new double[home.length]);
    assertArrayEquals(home, trajectory.positionsAt(trajectory.durationSeconds()), 1e-12);
  }
}
