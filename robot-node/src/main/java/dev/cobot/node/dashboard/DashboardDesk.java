package dev.cobot.node.dashboard;

import dev.cobot.node.event.Command;

/** What the page may ask of the runtime. Every call returns at once; any thread. */
public interface DashboardDesk {
  /** Gives a command to the loop; returns whether there was room. */
  boolean offer(Command command);

  /** Stops the arm until it is reset. */
  void stop(String why);

  /** Lets the arm move again after a stop. */
  void reset();
}
