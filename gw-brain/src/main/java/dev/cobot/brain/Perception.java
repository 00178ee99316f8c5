package dev.cobot.brain;

import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.List;

/** Finds objects in one picture and sends each to the workspace. One thread. */
interface Perception extends AutoCloseable {
  /** Returns what a picture shows, the surest first. */
  List<Detection> perceive(CameraFrame frame, GlobalWorkspace workspace);

  @Override
  void close();
}
