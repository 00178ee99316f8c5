package dev.cobot.ros;

/** A program that is a node; {@link NodeMainExecutor} runs it. */
public interface NodeMain extends NodeListener {
  /** The name of the node when the configuration gives none. */
  GraphName getDefaultNodeName();
}
