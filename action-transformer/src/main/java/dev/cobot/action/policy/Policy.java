package dev.cobot.action.policy;

import dev.cobot.sim2real.world.World;
import java.util.List;

/** What decides on the motion: the project's own policy, or one that was trained elsewhere. */
public interface Policy extends AutoCloseable {
  /** Returns what this policy was trained for. */
  List<TrainedSkill> skills();

  /** Returns what it needs to act. */
  default Acting acting() {
    return Acting.OWN;
  }

  /**
   * Takes in where it is to act; asked once, before anything moves.
   *
   * @param observationAgeSeconds how old what a motion is based on may be, by the gate's limits
   * @throws dev.cobot.brain.network.ModelException with one sentence, if it cannot act there
   */
  default void fit(World world, double observationAgeSeconds) {}

  /**
   * Decides on the motion ahead.
   *
   * @throws dev.cobot.brain.network.ModelException with one sentence, if what it answers is no
   *     motion
   */
  ActionChunk act(ActionContext context);

  @Override
  void close();
}
