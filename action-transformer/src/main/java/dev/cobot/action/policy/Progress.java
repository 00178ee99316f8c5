package dev.cobot.action.policy;

import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import java.util.List;
import java.util.Optional;

/**
 * How far a task has come, by what is believed. What is next is not to be seen in the present state
 * alone: which places a bowl has been pushed past, where the cloth has been.
 *
 * @param goals the places that the target's centre has still to be brought to, in order, table
 *     frame; empty when there is none, or the task has none
 * @param share of the task that is done, [0, 1]
 * @param wiped what the target has swept, if the task is to wipe
 */
public record Progress(List<Vector3> goals, double share, Optional<WipedArea> wiped) {
  /** A task whose next step is told by the present state alone. */
  public static final Progress NONE = new Progress(List.of(), 0, Optional.empty());

  public Progress {
    goals = List.copyOf(goals);
  }
}
