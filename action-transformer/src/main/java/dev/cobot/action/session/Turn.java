package dev.cobot.action.session;

import dev.cobot.sim2real.robot.JointTrajectory;

/** What a session wants at one control tick. */
public sealed interface Turn {
  /** Nothing yet: it is still looking. */
  record Watch() implements Turn {}

  /**
   * Move.
   *
   * @param trajectory from now on; not checked by the gate yet
   * @param closeGripper whether the gripper should be closed
   */
  record Act(JointTrajectory trajectory, boolean closeGripper) implements Turn {}

  /** It is over. */
  record End(Outcome outcome) implements Turn {}
}
