package dev.cobot.ros;

import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;

/** What a node is, whether it is connected or not. */
public interface Node extends AutoCloseable {
  /** The full name. */
  GraphName getName();

  /** The full name that stands behind a name as this node sees it, after remapping. */
  GraphName resolveName(GraphName name);

  /** The full name that stands behind a name as this node sees it, after remapping. */
  GraphName resolveName(String name);

  NameResolver getResolver();

  /** The URI of the node's slave API. */
  URI getUri();

  URI getMasterUri();

  /** Log lines of the node, which also go to {@code /rosout}. */
  NodeLog getLog();

  void addListener(NodeListener listener);

  void removeListener(NodeListener listener);

  /** Runs a loop on a thread of the node until it is cancelled or the node ends. */
  void executeCancellableLoop(CancellableLoop loop);

  /** Threads of the node, which end with it. */
  ScheduledExecutorService getScheduledExecutorService();

  /** Ends the node, as {@link #close} does. */
  void shutdown();

  @Override
  void close();
}
