package dev.cobot.node.event;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.Collection;
import java.util.Optional;

/** Hears everything that happens in a cell. Called on the loop's thread; must not wait. */
@FunctionalInterface
public interface CellListener {
  void on(CellEvent event);

  /**
   * Sees what the cell has sent since the last call, also while no command runs.
   *
   * @param arm the newest joint state
   * @param frames the newest picture of each camera that has sent one
   */
  default void sensed(ArmState arm, Collection<CameraFrame> frames) {}

  /** Returns how this listener is, if that is worth a line of the diagnostics; must not wait. */
  default Optional<PartHealth> health() {
    return Optional.empty();
  }
}
