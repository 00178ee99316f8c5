package dev.cobot.ros;

import java.time.Duration;

/**
 * What happens to a node from outside; called on threads of the node, one call at a time per event.
 */
public interface NodeListener {
  /**
   * A peer told the node to end (rosnode kill, or a node of the same name started). The node closes
   * afterwards.
   */
  default void onShutdown(String reason) {}

  /**
   * The master did not answer for that long. Links to other nodes still work; called once for each
   * outage.
   */
  default void onMasterLost(Duration unreachable) {}

  /** The master answers again, or was replaced by a new one; everything is registered with it. */
  default void onMasterBack() {}
}
