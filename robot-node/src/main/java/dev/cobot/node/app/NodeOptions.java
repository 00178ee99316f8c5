package dev.cobot.node.app;

import dev.cobot.action.safety.GateLimits;
import dev.cobot.node.event.CellListener;
import java.util.List;

/**
 * How the node runs.
 *
 * @param gate the safety gate's limits
 * @param commandSeconds longest time that a command may take, from the first look to the end
 * @param peerTimeoutSeconds silence of the joint states after which the cell counts as lost
 * @param rehearser plays commands in twins before the arm moves; null for none
 * @param listeners hear everything that happens, beside the ROS topics
 */
record NodeOptions(
    GateLimits gate,
    double commandSeconds,
    double peerTimeoutSeconds,
    Rehearser rehearser,
    List<CellListener> listeners) {
  public NodeOptions {
    listeners = List.copyOf(listeners);
    if (!(peerTimeoutSeconds >= 0.2 && peerTimeoutSeconds <= 600)) {
      throw new IllegalArgumentException(
          "peerTimeoutSeconds: got " + peerTimeoutSeconds + ", must be in [0.2, 600]");
    }
  }
}
