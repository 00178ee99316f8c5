package dev.cobot.action.demonstration;

import dev.cobot.sim2real.sim.PlantSimulator;

/** Is told of every control tick of an episode. */
@FunctionalInterface
public interface EpisodeWatch {
  /** Looks away. */
  EpisodeWatch NONE = (cell, tick) -> {};

  /** Is told before the first tick. */
  default void begin(PlantSimulator cell) {}

  /**
   * @param cell as it is now; to be looked at, not moved
   * @param tick 0 for the first
   */
  void tick(PlantSimulator cell, int tick);
}
