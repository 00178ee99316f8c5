package dev.cobot.action.session;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * The way out for a hand that was stopped low over the table, perhaps with its fingers around
 * something that they do not hold yet: they open where they are, then it rises. What a policy would
 * do from there it has never learned; it may well carry on with what is between the fingers.
 */
final class Retreat {
  /** Above that height of the tool over the table nothing stands between the fingers. */
  private static final double CLEAR_METERS = 0.2;

  /** Wider than that the fingers have let go. */
  private static final double OPEN_METERS = 0.06;

  private static final double RISE_METERS_PER_SECOND = 0.15;
  private static final long PATIENCE_NANOS = 4_000_000_000L;

  private boolean isOver;
  private long fromNanos = Long.MIN_VALUE;

  /**
   * @param isUnderTheArm whether the arm was stopped over the table and still stands there
   */
  Retreat(boolean isUnderTheArm) {
    isOver = !isUnderTheArm;
  }

  /**
   * Whether the hand is not clear yet; after some seconds without success it is no more tried. What
   * it holds the command is about, or it would have been refused: that is not let go.
   */
  boolean goesOn(HandState hand, long nowNanos) {
    fromNanos = fromNanos == Long.MIN_VALUE ? nowNanos : fromNanos;
    boolean isClear =
        hand.positionMeters().z() >= CLEAR_METERS && hand.openingMeters() >= OPEN_METERS;
    isOver |= isClear || hand.holding() || nowNanos - fromNanos > PATIENCE_NANOS;
    return !isOver;
  }

  /** Returns the motion from where the hand is, with open fingers. */
  static ActionChunk motion(HandState hand, long stampNanos) {
    Transform at = hand.tableFromTool();
    boolean isOpen = hand.openingMeters() >= OPEN_METERS;
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= ActionChunk.STEPS; i++) {
      double risen = isOpen ? i * ActionChunk.STEP_SECONDS * RISE_METERS_PER_SECOND : 0;
      Vector3 to =
          new Vector3(
              at.translation().x(),
              at.translation().y(),
              Math.max(
                  at.translation().z(),
                  Math.min(CLEAR_METERS + 0.02, at.translation().z() + risen)));
      steps.add(
          new ActionChunk.Step(
              new Transform(at.target(), at.source(), to, at.rotation()), 0, 0, 0));
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, steps);
  }
}
