package dev.cobot.node.mqtt;

import dev.cobot.node.event.Command;

/** Where the bridge hands commands in. */
public interface MqttDesk {
  /** Gives a command to the loop and returns at once; returns whether there was room. */
  boolean offer(Command command);

  /** Returns the time of the clock in use, nanoseconds. */
  long nowNanos();
}
