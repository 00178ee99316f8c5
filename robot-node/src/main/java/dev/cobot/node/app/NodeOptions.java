package dev.cobot.node.app;

import dev.cobot.action.safety.GateLimits;

/**
 * How the node runs.
 *
 * @param gate the safety gate's limits
 * @param peerTimeoutSeconds silence of the joint states after which the cell counts as lost
 * @param rehearser plays commands in twins before the arm moves; null for none
 */
record NodeOptions(GateLimits gate, double peerTimeoutSeconds, Rehearser rehearser) {
  public NodeOptions {
    if (!(peerTimeoutSeconds >= 0.2 && peerTimeoutSeconds <= 600)) {
      throw new IllegalArgumentException(
          "peerTimeoutSeconds: got " + peerTimeoutSeconds + ", must be in [0.2, 600]");
    }
  }
}
