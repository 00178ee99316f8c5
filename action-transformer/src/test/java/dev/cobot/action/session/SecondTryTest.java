package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecondTryTest {
  private static final long TICK = ScriptedCell.TICK;
  private static final Vector3 START = new Vector3(-0.2, 0, 0.3);
  private static final Vector3 LOW = new Vector3(0.1, -0.1, 0.05);
  private static final String LOST = "the red cube slipped out of my fingers";

  private final SecondTry tries = new SecondTry();
  private long now;
  private long seenNanos;

  private SecondTry.Step turn(
      Vector3 at, double openingMeters, boolean holding, boolean toldToClose) {
    now += TICK;
    return tries.turn(
        new HandState(
            new Transform("table", "tool0", at, HandState.pointingDown(0.3)),
            openingMeters,
            0,
            holding),
        toldToClose,
        new Track(
            ScriptedCell.cube(ScriptedCell.CUBE).attributes(),
            new float[] {1},
            seenNanos,
            9,
            false),
        now);
  }

  private ActionChunk lead(Vector3 at, double openingMeters) {
    return assertInstanceOf(SecondTry.Step.Lead.class, turn(at, openingMeters, false, false))
        .motion();
  }

  /** Grasps, carries and loses it. */
  private SecondTry.Step lose() {
    assertInstanceOf(SecondTry.Step.Act.class, turn(START, 0.085, false, false));
    assertInstanceOf(SecondTry.Step.Act.class, turn(LOW, 0.04, true, true));
    return turn(LOW, 0.034, false, true);
  }

  private static Vector3 last(ActionChunk motion) {
    return motion.steps().get(ActionChunk.STEPS - 1).tableFromTool().translation();
  }

  /** Opens, rises, goes back to where it waited, and looks there. */
  private void goBack() {
    assertEquals(LOW, last(lead(LOW, 0.02)), "the fingers open before it rises");
    assertTrue(last(lead(LOW, 0.085)).z() > LOW.z() + 0.1, "it rises");
    Vector3 high = new Vector3(LOW.x(), LOW.y(), 0.21);
    Vector3 to = last(lead(high, 0.085));
    assertEquals(0.21, to.z(), "it stays clear of the table");
    assertEquals(0.2, to.horizontalDistanceTo(high), 1e-9, "at 0.2 m/s");
    assertTrue(to.horizontalDistanceTo(START) < high.horizontalDistanceTo(START));
  }

  @Test
  void whatSlippedIsLookedForFromWhereTheHandCameFromAndTriedAgain() {
    ActionChunk first = assertInstanceOf(SecondTry.Step.Lead.class, lose()).motion();
    assertEquals(Optional.of(HoldWatch.Loss.SLIPPED), tries.after());
    assertEquals(LOST, tries.why());
    first.steps().forEach(step -> assertEquals(0, step.closeProbability()));
    goBack();
    Vector3 there = new Vector3(START.x(), START.y(), 0.21);
    assertEquals(there, last(lead(there, 0.085)), "it waits for a picture");
    seenNanos = now + 1;
    assertInstanceOf(SecondTry.Step.Begin.class, turn(there, 0.085, false, false));
    assertEquals(Optional.empty(), tries.after());
    assertInstanceOf(SecondTry.Step.Act.class, turn(there, 0.085, false, false));
    assertFalse(tries.isGivenUp());
  }

  @Test
  void theSecondLossEndsIt() {
    lose();
    goBack();
    seenNanos = now + 2 * TICK;
    turn(new Vector3(START.x(), START.y(), 0.21), 0.085, false, false);
    seenNanos = now + 1;
    turn(new Vector3(START.x(), START.y(), 0.21), 0.085, false, false);
    SecondTry.Step end = lose();
    assertEquals(
        LOST + ", for the second time", assertInstanceOf(SecondTry.Step.GiveUp.class, end).why());
    assertTrue(tries.isGivenUp());
  }

  @Test
  void whatIsNotSeenAnyMoreEndsItWithTheReason() {
    lose();
    goBack();
    Vector3 there = new Vector3(START.x(), START.y(), 0.21);
    SecondTry.Step step = turn(there, 0.085, false, false);
    long from = now;
    while (step instanceof SecondTry.Step.Lead && now - from < 10 * ScriptedCell.SECOND) {
      step = turn(there, 0.085, false, false);
    }
    assertEquals(
        LOST + ", and I do not see the red cube any more",
        assertInstanceOf(SecondTry.Step.GiveUp.class, step).why());
    assertTrue(now - from < 2 * ScriptedCell.SECOND);
  }

  @Test
  void fingersThatCloseOnNothingAreSaid() {
    turn(START, 0.085, false, false);
    for (int i = 0; i < 5; i++) {
      turn(LOW, 0.001, false, true);
    }
    assertEquals("my fingers closed on nothing where the red cube should be", tries.why());
  }
}
