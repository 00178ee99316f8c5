package dev.cobot.node.app;

import dev.cobot.action.safety.GateLimits;
import dev.cobot.node.drivers.RobotDrivers;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.topics.CameraTopics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the node runs.
 *
 * @param drivers how the robot's drivers are spoken to
 * @param cameras the topics of the cameras that are listened to, by their id in the world
 * @param gate the safety gate's limits
 * @param commandSeconds longest time that a command may take, from the first look to the end
 * @param peerTimeoutSeconds silence of the joint states after which the cell counts as lost
 * @param rehearser plays commands in twins before the arm moves; null for none
 * @param listeners hear everything that happens, beside the ROS topics
 */
record NodeOptions(
    RobotDrivers drivers,
    Map<String, CameraTopics> cameras,
    GateLimits gate,
    double commandSeconds,
    double peerTimeoutSeconds,
    Rehearser rehearser,
    List<CellListener> listeners) {
  public NodeOptions {
    cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
    listeners = List.copyOf(listeners);
    if (!(peerTimeoutSeconds >= 0.2 && peerTimeoutSeconds <= 600)) {
      throw new IllegalArgumentException(
          "peerTimeoutSeconds: got " + peerTimeoutSeconds + ", must be in [0.2, 600]");
    }
  }
}
