package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import org.junit.jupiter.api.Test;

class RetreatTest {
  private static final long SECOND = 1_000_000_000L;

  private static HandState hand(double zMeters, double openingMeters) {
    return new HandState(
        new Transform(
            "table", "tool0", new Vector3(0.1, -0.1, zMeters), HandState.pointingDown(0.3)),
        openingMeters,
        0,
        false);
  }

  @Test
  void aHandThatWasNotStoppedHasNoWayToGo() {
    assertFalse(new Retreat(false).goesOn(hand(0.03, 0), 0));
    assertFalse(new Retreat(true).goesOn(hand(0.25, 0.085), 0), "it is clear");
  }

  /** The fingers open before anything moves, so that nothing is carried along. */
  @Test
  void theFingersOpenBeforeTheHandRises() {
    Retreat retreat = new Retreat(true);
    assertTrue(retreat.goesOn(hand(0.03, 0.04), 0));
    ActionChunk opens = Retreat.motion(hand(0.03, 0.04), 7);
    assertEquals(7, opens.stampNanos());
    for (ActionChunk.Step step : opens.steps()) {
      assertEquals(hand(0.03, 0.04).tableFromTool(), step.tableFromTool());
      assertEquals(0, step.closeProbability());
      assertEquals(0, step.doneProbability());
    }
    assertTrue(retreat.goesOn(hand(0.03, 0.08), SECOND));
    ActionChunk rises = Retreat.motion(hand(0.03, 0.08), 8);
    Vector3 last = rises.steps().get(ActionChunk.STEPS - 1).tableFromTool().translation();
    assertEquals(0.1, last.x());
    assertEquals(-0.1, last.y());
    assertEquals(0.18, last.z(), 1e-9, "0.15 m in a second");
    assertEquals(
        0.3,
        Retreat.motion(hand(0.3, 0.08), 9).steps().get(24).tableFromTool().translation().z(),
        "it never goes down");
  }

  @Test
  void whatCannotRiseIsNotWaitedForForever() {
    Retreat retreat = new Retreat(true);
    assertTrue(retreat.goesOn(hand(0.03, 0.08), 0));
    assertTrue(retreat.goesOn(hand(0.03, 0.08), 4 * SECOND));
    assertFalse(retreat.goesOn(hand(0.03, 0.08), 4 * SECOND + 1));
    assertFalse(retreat.goesOn(hand(0.03, 0.08), SECOND), "not tried again");
  }
}
