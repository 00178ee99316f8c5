package dev.cobot.brain.body;

import dev.cobot.sim2real.scene.Transform;

/**
 * Feels whether the hand holds something: the fingers were told to close and are stopped before
 * they meet. When they close on further, what they held has slipped. One instance an arm; call once
 * a control tick.
 */
public final class GripSense {
  private static final double EMPTY_METERS = 0.012;
  private static final double STOPPED_METERS_PER_SECOND = 0.012;
  private static final double WIDEST_GRIP_METERS = 0.075;
  private static final int TICKS_TO_TRUST = 2;

  /** What is held yields less. */
  private static final double SLIPPED_METERS = 0.004;

  private int stoppedTicks;
  private boolean holding;
  private double heldOpeningMeters;

  /**
   * Takes in one sample of the hand.
   *
   * @param toldToClose what the gripper's last command was
   */
  public HandState feel(
      Transform tableFromTool,
      double openingMeters,
      double openingMetersPerSecond,
      boolean toldToClose) {
    boolean gripped = openingMeters > EMPTY_METERS && openingMeters < WIDEST_GRIP_METERS;
    boolean stopped = Math.abs(openingMetersPerSecond) < STOPPED_METERS_PER_SECOND;
    if (!toldToClose || !gripped) {
      holding = false;
      stoppedTicks = 0;
    } else if (!holding) {
      stoppedTicks = stopped ? stoppedTicks + 1 : 0;
      holding = stoppedTicks >= TICKS_TO_TRUST;
      heldOpeningMeters = openingMeters;
    } else if (openingMeters < heldOpeningMeters - SLIPPED_METERS) {
      holding = false;
      stoppedTicks = 0;
    }
    return new HandState(tableFromTool, openingMeters, openingMetersPerSecond, holding);
  }
}
