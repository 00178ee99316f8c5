package dev.cobot.ros;

import java.time.Duration;

/** What happens to a node; called on threads of the node, one call at a time per event. */
public interface NodeListener {
  /**
   * The node is registered and can be used. May be kept for as long as the node lives.
   *
   * @throws Exception to end the node; {@link #onError} is told
   */
  default void onStart(ConnectedNode node) throws Exception {}

  /** The node begins to end: by itself, by a peer, or with the process. */
  default void onShutdown(Node node) {}

  /** A peer told the node to end (rosnode kill, or a node of the same name started). */
  default void onShutdownRequested(Node node, String reason) {}

  /** Everything is unregistered and closed. */
  default void onShutdownComplete(Node node) {}

  /** The start failed; the node is closed. */
  default void onError(Node node, Throwable error) {}

  /**
   * The master did not answer for that long. Links to other nodes still work; called once for each
   * outage.
   */
  default void onMasterLost(Node node, Duration unreachable) {}

  /** The master answers again, or was replaced by a new one; everything is registered with it. */
  default void onMasterBack(Node node) {}
}
