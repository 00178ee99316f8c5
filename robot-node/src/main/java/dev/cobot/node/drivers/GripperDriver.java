package dev.cobot.node.drivers;

import java.util.Optional;

/** Opens and closes a gripper. Any thread; never waits. */
interface GripperDriver {
  /** Told again every few ticks; who must not be told twice finds out by itself. */
  void grip(boolean close);

  /** Gives up a motion of the fingers that goes on. */
  void cancel();

  /** Returns what is not there, and what to do. */
  Optional<String> missing();
}
