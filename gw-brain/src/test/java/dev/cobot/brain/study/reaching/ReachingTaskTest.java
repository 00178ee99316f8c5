package dev.cobot.brain.study.reaching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReachingTaskTest {
  private static final double TURN = Math.PI / 32;

  private static ShapeAttributes at(double x, double y, double rotationRad) {
    return new ShapeAttributes(
        ShapeClass.EGG, (float) x, (float) y, 10, (float) rotationRad, 200, 100, 50);
  }

  private static double mean(List<Trial> trials) {
    return trials.stream().mapToDouble(Trial::sum).average().orElseThrow();
  }

  @Test
  void theBoundsAreThePublishedTasks() {
    // Measured for the published environment: -302 in 24.7 steps, -2463, -2259.
    List<Trial> oracle = TestEpisodes.play(Chooser.oracle(), 4000);
    assertEquals(-302, mean(oracle), 9);
    assertTrue(oracle.stream().allMatch(Trial::arrived));
    assertEquals(24.7, oracle.stream().mapToInt(Trial::steps).average().orElseThrow(), 0.7);
    assertEquals(-2463, mean(TestEpisodes.play(Chooser.random(new SplittableRandom(3)), 4000)), 90);
    List<Trial> still = TestEpisodes.play(Chooser.still(), 4000);
    assertEquals(-2259, mean(still), 60);
    assertTrue(still.stream().allMatch(t -> t.arrived() || t.steps() == 100));
  }

  @Test
  void movesDoWhatTheySay() {
    ShapeAttributes state = at(10, 20, 1);
    assertEquals(state, ReachingTask.after(state, Move.STAY));
    assertEquals(at(9, 20, 1), ReachingTask.after(state, Move.LEFT));
    assertEquals(at(11, 20, 1), ReachingTask.after(state, Move.RIGHT));
    assertEquals(at(10, 19, 1), ReachingTask.after(state, Move.DOWN));
    assertEquals(at(10, 21, 1), ReachingTask.after(state, Move.UP));
    assertEquals(at(10, 20, 1 + TURN), ReachingTask.after(state, Move.TURN_LEFT));
    assertEquals(at(10, 20, 1 - TURN), ReachingTask.after(state, Move.TURN_RIGHT));
    assertEquals(2 * Math.PI - TURN, turned(at(10, 20, 0), Move.TURN_RIGHT), 1e-6);
    assertEquals(TURN / 2, turned(at(10, 20, 2 * Math.PI - TURN / 2), Move.TURN_LEFT), 1e-6);
    assertEquals(at(0, 20, 1), ReachingTask.after(at(0, 20, 1), Move.LEFT));
    assertEquals(at(10, 32, 1), ReachingTask.after(at(10, 32, 1), Move.UP));
  }

  private static double turned(ShapeAttributes state, Move move) {
    return ReachingTask.after(state, move).rotationRad();
  }

  @Test
  void theRewardIsDistanceAndAngle() {
    assertEquals(-5, ReachingTask.reward(at(13, 20, 0)), 1e-6);
    assertEquals(-5 - 10 * 0.25, ReachingTask.reward(at(19, 12, 0.25)), 1e-5);
    assertEquals(-10 * 0.25, ReachingTask.reward(at(16, 16, 2 * Math.PI - 0.25)), 1e-5);
    assertEquals(-10 * Math.PI, ReachingTask.reward(at(16, 16, Math.PI)), 1e-5);
  }

  @Test
  void anEpisodeEndsAtTheTargetOnly() {
    assertTrue(ReachingTask.arrived(at(16, 16, 0)));
    assertTrue(ReachingTask.arrived(at(16, 16, 0.99 * TURN)));
    assertTrue(ReachingTask.arrived(at(16, 16, 2 * Math.PI - 0.99 * TURN)));
    assertFalse(ReachingTask.arrived(at(16, 16, 1.01 * TURN)));
    assertFalse(ReachingTask.arrived(at(16, 16, 2 * Math.PI - 1.01 * TURN)));
    assertFalse(ReachingTask.arrived(at(17, 16, 0)));
    assertFalse(ReachingTask.arrived(at(16, 15, 0)));
  }

  @Test
  void aBatchPlaysEpisodesToTheirEndsAndBeginsNewOnes() {
    ReachingBatch batch = new ReachingBatch(7, 3);
    ShapeAttributes[] first = batch.states().clone();
    List<Trial> ended = new ArrayList<>();
    double[] sums = new double[3];
    for (int step = 1; step <= 100; step++) {
      batch.step(new int[3], ended::add);
      for (int i = 0; i < 3; i++) {
        assertEquals(first[i], batch.reached()[i]);
        sums[i] += batch.reward(i);
        assertEquals(
            step == 100 ? ReachingBatch.Outcome.CUT_OFF : ReachingBatch.Outcome.GOES_ON,
            batch.outcome(i));
      }
    }
    assertEquals(3, ended.size());
    for (int i = 0; i < 3; i++) {
      assertEquals(new Trial(sums[i], 100, false), ended.get(i));
      assertFalse(Arrays.asList(first).contains(batch.states()[i]));
    }
  }

  @Test
  void aBatchIsAFunctionOfItsSeedAndTheMoves() {
    List<Trial> one = new ArrayList<>();
    List<Trial> two = new ArrayList<>();
    ReachingBatch a = new ReachingBatch(7, 8);
    ReachingBatch b = new ReachingBatch(7, 8);
    ReachingBatch other = new ReachingBatch(8, 8);
    assertFalse(Arrays.equals(a.states(), other.states()));
    for (int step = 0; step < 250; step++) {
      a.step(Chooser.oracle().choose(a.states()), one::add);
      b.step(Chooser.oracle().choose(b.states()), two::add);
      assertEquals(List.of(a.states()), List.of(b.states()));
    }
    assertEquals(one, two);
    assertTrue(one.size() > 8 * 250 / 60, one.size() + " episodes");
    assertTrue(one.stream().allMatch(Trial::arrived));
  }
}
