package dev.cobot.action.safety;

import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.List;

/** The gate's answer to one wanted motion. */
public sealed interface Release {
  /**
   * This may be moved.
   *
   * @param trajectory starts at the measured joints, ends at rest, inside all limits
   * @param clipped what was changed, each for a person, such as {@code elbow_joint velocity 2.40 ->
   *     1.57 rad/s}; empty when nothing was
   */
  record Released(JointTrajectory trajectory, boolean closeGripper, List<String> clipped)
      implements Release {
    public Released {
      clipped = List.copyOf(clipped);
    }
  }

  /**
   * Nothing may be moved, now and until the gate is reset.
   *
   * @param measured what was found, in the unit of {@code limit}; NaN where there is no number
   * @param limit what is allowed; NaN where there is no number
   * @param sentence all of it for a person
   */
  record Stopped(Reason reason, double measured, double limit, String sentence)
      implements Release {}

  /** Why nothing may be moved. */
  enum Reason {
    /** Somebody stopped the robot. */
    PERMIT,
    /** Joint states are such that the arm cannot have come from one to the next. */
    JUMP,
    /** The trajectory does not move exactly the arm's joints. */
    SHAPE,
    /** Joint states, observation or picture are too old, or come from the future. */
    FRESHNESS,
    /** The trajectory does not start where the arm is. */
    CONTINUITY,
    /** The arm is measured beyond a joint's position limit. */
    POSITION,
    /** The tool would leave its box or go below the table plane. */
    WORKSPACE,
    /** No slower motion along this path is inside the limits. */
    LIMITS
  }
}
