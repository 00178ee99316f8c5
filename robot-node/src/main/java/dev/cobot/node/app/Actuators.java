package dev.cobot.node.app;

import dev.cobot.sim2real.robot.JointTrajectory;

/** Where released motion goes, and the clock that it goes by. Must not wait. */
interface Actuators {
  /** Returns the time of the clock in use. */
  long nowNanos();

  /** Moves the arm; the trajectory's time zero is {@code stampNanos}, or on arrival for 0. */
  void move(JointTrajectory released, long stampNanos);

  /** Brings the arm to rest at once, and gives up what was released before. */
  default void brake(JointTrajectory toRest) {
    move(toRest, 0);
  }

  /** Gives up what was released, where nobody knows from where to brake. */
  default void cancel() {}

  void grip(boolean close);
}
