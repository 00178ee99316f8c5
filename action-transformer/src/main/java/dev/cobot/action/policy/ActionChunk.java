package dev.cobot.action.policy;

import dev.cobot.sim2real.scene.Transform;
import java.util.List;

/**
 * A second of intended motion of the hand.
 *
 * @param stampNanos when the observation behind it was taken
 * @param stepSeconds time between steps; step i is due {@code (i + 1) * stepSeconds} after the
 *     stamp
 */
public record ActionChunk(long stampNanos, double stepSeconds, List<Step> steps) {
  /** Steps in a chunk and their rate: 25 steps at 25 Hz. */
  public static final int STEPS = 25;

  public static final double STEP_SECONDS = 0.04;

  public ActionChunk {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("an action chunk needs at least one step");
    }
    if (!(stepSeconds > 0)) {
      throw new IllegalArgumentException("stepSeconds must be positive, got " + stepSeconds);
    }
  }

  /**
   * Returns what is left of this chunk: the steps that are due after a time, or the last one.
   *
   * @param nanos clock in use
   */
  public ActionChunk after(long nanos) {
    double passed = (nanos - stampNanos) * 1e-9 / stepSeconds;
    int due = (int) Math.max(0, Math.min(steps.size() - 1, Math.floor(passed + 1e-3)));
    return due == 0
        ? this
        : new ActionChunk(
            stampNanos + Math.round(due * stepSeconds * 1e9),
            stepSeconds,
            steps.subList(due, steps.size()));
  }

  /**
   * One step.
   *
   * @param tableFromTool where the hand should be
   * @param closeProbability probability in [0, 1] that the gripper should be closed
   * @param doneProbability probability in [0, 1] that the task is finished here
   * @param progress estimated fraction of the task that is done, in [0, 1]
   */
  public record Step(
      Transform tableFromTool, double closeProbability, double doneProbability, double progress) {}
}
