package dev.cobot.action.evaluate;

import dev.cobot.action.session.Turn;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;

/**
 * What stands between a session and the arm: the runtime's safety gate, as rollouts see it. One
 * instance an episode.
 */
@FunctionalInterface
public interface MotionFilter {
  /**
   * What is left of a wanted motion.
   *
   * @param trajectory what may be followed, or null when the motion was stopped
   * @param clipped how many limits changed it
   * @param reason why it was stopped, empty otherwise
   */
  record Filtered(JointTrajectory trajectory, int clipped, String reason) {}

  /** Lets everything pass. */
  MotionFilter OPEN = (act, arm, now, observed, pictured) -> new Filtered(act.trajectory(), 0, "");

  /**
   * Filters one motion.
   *
   * @param observedNanos the time of the observation behind it
   * @param picturedNanos the time of the newest picture
   */
  Filtered filter(
      Turn.Act act, ArmState arm, long nowNanos, long observedNanos, long picturedNanos);
}
