package dev.cobot.node.drivers;

import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.Optional;

/** Moves an arm. Any thread; never waits. */
interface ArmDriver {
  /** Begins a motion in place of what was begun; its time zero is {@code stampNanos}. */
  void move(JointTrajectory released, long stampNanos);

  /** Brings the arm to rest at once, and gives up what it was told before. */
  void brake(JointTrajectory toRest);

  /** Gives up what the arm was told, where its controller can be told so. */
  void cancel();

  /** Returns what is not there, and what to do. */
  Optional<String> missing();
}
