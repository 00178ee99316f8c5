package dev.cobot.action.policy;

import java.util.Set;

/**
 * How a policy acts.
 *
 * @param cameras ids of the cameras whose pictures it gets itself; without a fresh one nothing
 *     moves
 * @param everySeconds for so long it goes on with a chunk before it decides anew; 0: at each tick
 * @param tellsDone whether its chunks say when the task is done; if not, the beliefs do
 */
public record Acting(Set<String> cameras, double everySeconds, boolean tellsDone) {
  /** As the project's own policy does: from beliefs, at each tick, up to a done of its own. */
  public static final Acting OWN = new Acting(Set.of(), 0, true);

  public Acting {
    cameras = Set.copyOf(cameras);
  }
}
