package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeSampler;

/** Episodes side by side. What happens depends on the seed and the moves only. */
final class ReachingBatch {
  /** How a step left an episode. */
  enum Outcome {
    GOES_ON,
    ARRIVED,
    CUT_OFF
  }

  private final ShapeSampler scenes;
  private final ShapeAttributes[] states;
  private final ShapeAttributes[] reached; // by the last step, before a new episode took the place
  private final Outcome[] outcomes;
  private final double[] rewards;
  private final int[] steps;
  private final double[] returns; // of the running episodes
  private int begun;

  /**
   * Begins episodes 0 to {@code size - 1}; later ones take the places of those that end.
   *
   * @param seed of the scenes in which episodes begin
   */
  ReachingBatch(long seed, int size) {
    scenes = new ShapeSampler(seed);
    states = new ShapeAttributes[size];
    reached = new ShapeAttributes[size];
    outcomes = new Outcome[size];
    rewards = new double[size];
    steps = new int[size];
    returns = new double[size];
    for (int i = 0; i < size; i++) {
      states[i] = ReachingTask.start(scenes, begun++);
    }
  }

  /** Hears of each episode that ends. */
  @FunctionalInterface
  interface EndListener {
    void onEnd(Trial trial);
  }

  /** Returns the current states; valid until the next step. */
  ShapeAttributes[] states() {
    return states;
  }

  /** Returns what the last step led to, even where an episode ended there. */
  ShapeAttributes[] reached() {
    return reached;
  }

  Outcome outcome(int place) {
    return outcomes[place];
  }

  double reward(int place) {
    return rewards[place];
  }

  /** Makes one move in each episode and begins new ones where some ended. */
  void step(int[] moves, EndListener listener) {
    for (int i = 0; i < states.length; i++) {
      ShapeAttributes next = ReachingTask.after(states[i], Move.of(moves[i]));
      reached[i] = next;
      rewards[i] = ReachingTask.reward(next);
      returns[i] += rewards[i];
      steps[i]++;
      outcomes[i] =
          ReachingTask.arrived(next)
              ? Outcome.ARRIVED
              : steps[i] == ReachingTask.MAX_STEPS ? Outcome.CUT_OFF : Outcome.GOES_ON;
      if (outcomes[i] != Outcome.GOES_ON) {
        listener.onEnd(new Trial(returns[i], steps[i], outcomes[i] == Outcome.ARRIVED));
        next = ReachingTask.start(scenes, begun++);
        steps[i] = 0;
        returns[i] = 0;
      }
      states[i] = next;
    }
  }
}
