package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkEnsembleTest {
  private static final long TICK_NANOS = 40_000_000L;
  private static final int STEPS = 5;

  /** A chunk that starts at a place and goes on with a speed along x. */
  private static ActionChunk chunk(
      long stampNanos, double fromX, double metersPerStep, double yawRad, double close) {
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= STEPS; i++) {
      Vector3 place = new Vector3(fromX + i * metersPerStep, 0.1, 0.2);
      steps.add(
          new ActionChunk.Step(
              new Transform(CameraModel.TABLE, RobotModel.TOOL, place, Quaternion.fromYaw(yawRad)),
              close,
              0.1 * i,
              0.5));
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, steps);
  }

  private static double x(ActionChunk chunk, int step) {
    return chunk.steps().get(step).tableFromTool().translation().x();
  }

  @Test
  void chunksThatAgreeStayAsTheyAre() {
    ChunkEnsemble ensemble = new ChunkEnsemble(4);
    for (int tick = 0; tick < 10; tick++) {
      ActionChunk next = chunk(tick * TICK_NANOS, tick * 0.01, 0.01, 0.3, 0);
      ActionChunk mean = ensemble.add(next);
      for (int i = 0; i < STEPS; i++) {
        assertEquals(x(next, i), x(mean, i), 1e-9);
        assertEquals(
            0,
            next.steps()
                .get(i)
                .tableFromTool()
                .rotation()
                .angleTo(mean.steps().get(i).tableFromTool().rotation()),
            1e-6);
      }
    }
  }

  @Test
  void whatIsDueAtTheSameMomentIsAveraged() {
    ChunkEnsemble ensemble = new ChunkEnsemble(2);
    ensemble.add(chunk(0, 0, 0.01, 0, 0));
    ActionChunk mean = ensemble.add(chunk(TICK_NANOS, 0.01, -0.01, 0.4, 1));
    double older = 1 / (1 + Math.exp(-0.01));
    // Step 0 of the newest is due with step 1 of the one before.
    assertEquals(older * 0.02 + (1 - older) * 0.0, x(mean, 0), 1e-9);
    assertEquals(older * 0.05 + (1 - older) * -0.03, x(mean, 3), 1e-9);
    assertEquals(-0.04, x(mean, 4), 1e-9, "the one before says nothing of that moment");
    double[] turn = mean.steps().get(0).tableFromTool().rotation().toRollPitchYaw();
    assertEquals((1 - older) * 0.4, turn[2], 1e-3);
    assertEquals(TICK_NANOS, mean.stampNanos());
  }

  @Test
  void gripperDoneAndProgressAreTheNewest() {
    ChunkEnsemble ensemble = new ChunkEnsemble(8);
    ensemble.add(chunk(0, 0, 0.01, 0, 0));
    ActionChunk mean = ensemble.add(chunk(TICK_NANOS, 0.01, 0.01, 0, 1));
    assertEquals(1, mean.steps().get(0).closeProbability());
    assertEquals(0.2, mean.steps().get(1).doneProbability(), 1e-12);
  }

  @Test
  void betweenTwoStepsItIsBetweenThem() {
    ChunkEnsemble ensemble = new ChunkEnsemble(2);
    ensemble.add(chunk(0, 0, 0.01, 0, 0));
    ActionChunk mean = ensemble.add(chunk(TICK_NANOS / 2, 0.005, 0.01, 0, 0));
    assertEquals(0.015, x(mean, 0), 1e-9);
  }

  @Test
  void oneAloneIsTheNewest() {
    ChunkEnsemble ensemble = new ChunkEnsemble(1);
    ensemble.add(chunk(0, 0, 0.01, 0, 0));
    ActionChunk next = chunk(TICK_NANOS, 5, -0.01, 1, 0);
    assertEquals(x(next, 2), x(ensemble.add(next), 2), 1e-12);
  }

  @Test
  void oldNewsIsForgotten() {
    ChunkEnsemble ensemble = new ChunkEnsemble(8);
    ensemble.add(chunk(0, 0, 0.01, 0, 0));
    ActionChunk later = chunk(STEPS * TICK_NANOS, 1, 0.01, 0, 0);
    assertEquals(x(later, 0), x(ensemble.add(later), 0), 1e-12, "the one before has run out");
    ActionChunk earlier = chunk(0, 2, 0.01, 0, 0);
    assertEquals(x(earlier, 0), x(ensemble.add(earlier), 0), 1e-12, "the time has jumped back");
  }

  @Test
  void anEnsembleHasAChunk() {
    assertThrows(IllegalArgumentException.class, () -> new ChunkEnsemble(0));
  }
}
