package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses moves, one a state. */
@FunctionalInterface
interface Chooser {
  /** Returns the number of a move for each state. */
  int[] choose(ShapeAttributes[] states);

  /** The move whose next reward is the highest: an upper bound, as it sees the true state. */
  static Chooser oracle() {
    return states ->
        Arrays.stream(states)
            .mapToInt(
                state -> {
                  int best = 0;
                  double highest = Double.NEGATIVE_INFINITY;
                  for (Move move : Move.values()) {
                    double reward = ReachingTask.reward(ReachingTask.after(state, move));
                    if (reward > highest) {
                      highest = reward;
                      best = move.ordinal();
                    }
                  }
                  return best;
                })
            .toArray();
  }

  /** Any move, each alike. */
  static Chooser random(SplittableRandom random) {
    return states -> Arrays.stream(states).mapToInt(s -> random.nextInt(Move.COUNT)).toArray();
  }

  /** No move at all. */
  static Chooser still() {
    return states -> new int[states.length];
  }
}
