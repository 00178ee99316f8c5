package dev.cobot.node.app;

import dev.cobot.sim2real.robot.JointTrajectory;

/** Where released motion goes, and the clock that it goes by. Must not wait. */
interface Actuators {
  /** Returns the time of the clock in use. */
  long nowNanos();

  /** Moves the arm; the trajectory's time zero is {@code stampNanos}, or on arrival for 0. */
  void move(JointTrajectory released, long stampNanos);

  void grip(boolean close);
}
