package dev.cobot.ros;

import java.time.Duration;

/** A node whose parts do nothing unless they are overridden. */
public abstract class AbstractNodeMain implements NodeMain {
  @Override
  public void onStart(ConnectedNode connectedNode) {}

  @Override
  public void onShutdown(Node node) {}

  @Override
  public void onShutdownRequested(Node node, String reason) {}

  @Override
  public void onShutdownComplete(Node node) {}

  @Override
  public void onError(Node node, Throwable error) {}

  @Override
  public void onMasterLost(Node node, Duration unreachable) {}

  @Override
  public void onMasterBack(Node node) {}
}
