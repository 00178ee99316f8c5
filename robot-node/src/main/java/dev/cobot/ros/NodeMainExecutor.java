package dev.cobot.ros;

import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;

/** Runs nodes, and ends them all when the process ends. */
public interface NodeMainExecutor extends AutoCloseable {
  /** Starts a node; see {@link #execute(NodeMain, NodeConfiguration, Collection)}. */
  void execute(NodeMain nodeMain, NodeConfiguration configuration);

  /**
   * Starts a node on a thread of its own, and returns. Without a master the node waits for one.
   *
   * @param listeners are told the same as the node
   * @throws IllegalArgumentException when the configuration is wrong
   * @throws RosException when the node's addresses cannot be bound
   */
  void execute(
      NodeMain nodeMain, NodeConfiguration configuration, Collection<NodeListener> listeners);

  /** Ends that node; returns when it has ended. */
  void shutdownNodeMain(NodeMain nodeMain);

  /** Threads that end with the executor. */
  ScheduledExecutorService getScheduledExecutorService();

  /** Ends all nodes; returns when they have ended. */
  void shutdown();

  /** Ends all nodes, as {@link #shutdown} does. */
  @Override
  void close();
}
