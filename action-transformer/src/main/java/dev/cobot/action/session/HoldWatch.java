package dev.cobot.action.session;

import dev.cobot.brain.body.HandState;
import java.util.Optional;

/**
 * Notices by touch when a grasp is none: the fingers are told to close and hold nothing any more,
 * or have met without ever holding something. Each closing is told of once.
 */
final class HoldWatch {
  /** Nearer to each other than that, the fingers have met. */
  private static final double MET_METERS = 0.012;

  /** For so long they must have met: a thin thing may still stop them. */
  private static final long MET_NANOS = 120_000_000L;

  private boolean wasHolding;
  private boolean isTold;
  private long metFromNanos = Long.MIN_VALUE;

  /** What touch says of a grasp that failed. */
  enum Loss {
    /** What was held is not held any more. */
    SLIPPED,
    /** The fingers closed on nothing. */
    EMPTY
  }

  /**
   * Takes in what the hand feels; once a control tick.
   *
   * @param toldToClose what the gripper's last command was
   */
  Optional<Loss> feel(HandState hand, boolean toldToClose, long nowNanos) {
    if (!toldToClose) {
      wasHolding = false;
      isTold = false;
      metFromNanos = Long.MIN_VALUE;
      return Optional.empty();
    }
    boolean slipped = wasHolding && !hand.holding();
    wasHolding = hand.holding();
    boolean met = !hand.holding() && hand.openingMeters() < MET_METERS;
    if (!met) {
      metFromNanos = Long.MIN_VALUE;
    } else if (metFromNanos == Long.MIN_VALUE) {
      metFromNanos = nowNanos;
    }
    boolean isEmpty = met && nowNanos - metFromNanos >= MET_NANOS;
    if (isTold || !(slipped || isEmpty)) {
      return Optional.empty();
    }
    isTold = true;
    return Optional.of(slipped ? Loss.SLIPPED : Loss.EMPTY);
  }
}
