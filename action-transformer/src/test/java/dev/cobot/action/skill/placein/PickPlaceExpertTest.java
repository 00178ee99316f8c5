package dev.cobot.action.skill.placein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.skill.Decision;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PickPlaceExpertTest {
  private static final double STEP = ActionChunk.STEP_SECONDS;
  private static final double WIDTH = 0.04;
  private static final double RIM = 0.06;
  private final PickPlaceExpert expert = new PickPlaceExpert(STEP);
  private final SplittableRandom random = new SplittableRandom(51);

  private static HandState hand(Vector3 position, double yawRad, double opening, boolean holding) {
    return new HandState(
        new Transform("table", "tool0", position, HandState.pointingDown(yawRad)),
        opening,
        0,
        holding);
  }

  private Vector3 onTable(double z) {
    return new Vector3(random.nextDouble(-0.1, 0.2), random.nextDouble(-0.25, 0.25), z);
  }

  private ExpertView start(double lowestZ) {
    Vector3 target = onTable(0.02);
    Vector3 bowl = onTable(RIM / 2);
    while (bowl.horizontalDistanceTo(target) < 0.15) {
      bowl = onTable(RIM / 2);
    }
    return new ExpertView(
        hand(
            onTable(random.nextDouble(lowestZ, 0.35)),
            random.nextDouble(-0.7, 0.7),
            random.nextDouble(0, 0.085),
            false),
        target,
        random.nextDouble(-3, 3),
        0.02,
        bowl,
        RIM,
        PickPlaceExpert.TRAVEL_Z_METERS);
  }

  /** Follows one decision perfectly; an object between closing fingers is held after two ticks. */
  private static final class VirtualCell {
    ExpertView view;
    int stalled;

    VirtualCell(ExpertView start) {
      view = start;
    }

    void follow(Decision decision) {
      HandState tool = view.tool();
      Vector3 target = view.targetPositionMeters();
      boolean between =
          tool.positionMeters().horizontalDistanceTo(target) < 0.012
              && Math.abs(tool.positionMeters().z() - target.z()) < 0.015
              && tool.openingMeters() >= WIDTH - 1e-9;
      double floor = decision.close() && between ? WIDTH : 0;
      double wanted = decision.close() ? 0 : 0.085;
      double change = Math.max(-0.1 * STEP, Math.min(0.1 * STEP, wanted - tool.openingMeters()));
      double opening = Math.max(floor, tool.openingMeters() + change);
      stalled = floor > 0 && opening == floor ? stalled + 1 : 0;
      boolean holding = decision.close() && (tool.holding() || stalled > 2);
      if (tool.holding() && holding) {
        target = target.plus(decision.positionMeters().minus(tool.positionMeters()));
      } else if (tool.holding()) {
        double z =
            target.horizontalDistanceTo(view.destinationPositionMeters()) < 0.06 ? 0.026 : 0.02;
        target = new Vector3(target.x(), target.y(), z); // it falls
      }
      view =
          new ExpertView(
              hand(decision.positionMeters(), decision.yawRad(), opening, holding),
              target,
              view.graspYawRad(),
              view.targetHalfHeightMeters(),
              view.destinationPositionMeters(),
              view.destinationRimZMeters(),
              view.travelZMeters());
    }
  }

  @Test
  void fromAnyStartTheTargetEndsInTheBowl() {
    for (int run = 0; run < 60; run++) {
      VirtualCell cell = new VirtualCell(start(0.02));
      Decision decision = expert.decide(cell.view);
      double progress = 0;
      int ticks = 0;
      while (!decision.done() && ticks++ < 15 / STEP) {
        cell.follow(decision);
        decision = expert.decide(cell.view);
        progress = Math.max(progress, decision.progress());
      }
      assertTrue(decision.done(), "run " + run + " ends as " + cell.view);
      assertEquals(1, progress);
      assertTrue(
          cell.view
                  .targetPositionMeters()
                  .horizontalDistanceTo(cell.view.destinationPositionMeters())
              < 0.03);
      assertFalse(cell.view.tool().holding());
      assertTrue(cell.view.tool().positionMeters().z() > 0.18, "the hand has left the bowl");
    }
  }

  @Test
  void theHandIsHighAwayFromWhereItWantsToBe() {
    for (int run = 0; run < 60; run++) {
      VirtualCell cell = new VirtualCell(start(0.22));
      for (int tick = 0; tick < 15 / STEP; tick++) {
        Decision decision = expert.decide(cell.view);
        Vector3 p = decision.positionMeters();
        double away =
            Math.min(
                p.horizontalDistanceTo(cell.view.targetPositionMeters()),
                p.horizontalDistanceTo(cell.view.destinationPositionMeters()));
        if (cell.view.tool().holding()) {
          away = p.horizontalDistanceTo(cell.view.destinationPositionMeters());
        }
        boolean lifting =
            cell.view.tool().holding()
                && p.horizontalDistanceTo(cell.view.tool().positionMeters()) < 1e-6;
        if (away > 0.05 && !lifting) {
          assertTrue(p.z() > 0.12, "run " + run + ": " + p + " is " + away + " m away");
        }
        cell.follow(decision);
      }
    }
  }

  @Test
  void theExpertMovesNoFasterThanItMay() {
    for (int run = 0; run < 60; run++) {
      ExpertView view = start(0.02);
      Decision decision = expert.decide(view);
      Vector3 moved = decision.positionMeters().minus(view.tool().positionMeters());
      assertTrue(Math.hypot(moved.x(), moved.y()) <= 0.22 * STEP + 1e-9);
      assertTrue(moved.z() >= -0.16 * STEP - 1e-9 && moved.z() <= 0.22 * STEP + 1e-9);
      assertTrue(Math.abs(decision.yawRad() - view.tool().yawRad()) <= 1.2 * STEP + 1e-9);
    }
  }

  @Test
  void aChunkIsTheExpertsOwnFuture() {
    for (int run = 0; run < 30; run++) {
      ExpertView view = start(0.02);
      ActionChunk chunk = expert.chunk(99, view, WIDTH);
      assertEquals(99, chunk.stampNanos());
      assertEquals(ActionChunk.STEPS, chunk.steps().size());
      Decision decision = expert.decide(view);
      ActionChunk.Step first = chunk.steps().get(0);
      assertEquals(decision.positionMeters(), first.tableFromTool().translation());
      assertEquals(decision.close() ? 1 : 0, first.closeProbability());
      double progress = 0;
      Vector3 last = view.tool().positionMeters();
      for (ActionChunk.Step step : chunk.steps()) {
        assertTrue(step.tableFromTool().translation().distanceTo(last) < 0.32 * STEP);
        assertTrue(step.progress() >= progress - 0.05, "progress does not fall back");
        progress = Math.max(progress, step.progress());
        last = step.tableFromTool().translation();
      }
    }
  }

  @Test
  void aChunkFromAboveTheTargetGraspsIt() {
    Vector3 target = new Vector3(0.05, -0.1, 0.02);
    ExpertView view =
        new ExpertView(
            hand(target.plus(new Vector3(0, 0, 0.03)), 0.1, 0.085, false),
            target,
            0.1,
            0.02,
            new Vector3(0.1, 0.15, 0.03),
            RIM,
            PickPlaceExpert.TRAVEL_Z_METERS);
    ActionChunk chunk = expert.chunk(0, view, WIDTH);
    assertEquals(0, chunk.steps().get(0).closeProbability());
    assertEquals(1, chunk.steps().get(ActionChunk.STEPS - 1).closeProbability());
  }
}
