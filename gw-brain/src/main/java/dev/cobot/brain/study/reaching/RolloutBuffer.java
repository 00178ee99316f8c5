package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The moves of one iteration and what there is to learn from them. Entry {@code t * environments +
 * i} is the move at time t of environment i.
 *
 * <p>All environments begin anew in each iteration, so that one depends on the weights and its own
 * number only and a resumed run repeats it.
 */
final class RolloutBuffer {
  private final int environments;
  private final int horizon;
  private final int width;
  private final float[] states;
  private final int[] moves;
  private final float[] logProbabilities;
  private final double[] values;
  private final double[] deltas; // one-step errors of the value
  private final boolean[] ends;
  private final double[] advantages;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * What the network says of states.
   *
   * @param logits (states, 7)
   * @param values (states)
   */
  record Judgement(float[] logits, float[] values) {}

  private RolloutBuffer(int environments, int horizon, int width) {
    this.environments = environments;
    this.horizon = horizon;
    this.width = width;
    int size = environments * horizon;
    states = new float[size * width];
    moves = new int[size];
    logProbabilities = new float[size];
    values = new double[size];
    deltas = new double[size];
    ends = new boolean[size];
    advantages = new double[size];
  }

  /**
   * Plays an iteration.
   *
   * @param seed of the scenes in which episodes begin
   * @param judge takes (states, width)
   */
  static RolloutBuffer play(
      PpoConfig config,
      Sense sense,
      Function<float[], Judgement> judge,
      long seed,
      SplittableRandom random) {
    RolloutBuffer rollout =
        new RolloutBuffer(config.environments(), config.horizon(), sense.width());
    ReachingBatch batch = new ReachingBatch(seed, config.environments());
    double[] scores = new double[Move.COUNT];
    int[] chosen = new int[config.environments()];
    Judgement judgement = rollout.look(0, batch, sense, judge);
    for (int t = 0; t < config.horizon(); t++) {
      int from = t * rollout.environments;
      for (int i = 0; i < chosen.length; i++) {
        Categorical.logProbabilities(judgement.logits(), i * Move.COUNT, scores);
        chosen[i] = Categorical.draw(scores, random);
        rollout.moves[from + i] = chosen[i];
        rollout.logProbabilities[from + i] = (float) scores[chosen[i]];
        rollout.values[from + i] = judgement.values()[i];
      }
      batch.step(chosen, rollout.trials::add);
      judgement =
          t + 1 < config.horizon()
              ? rollout.look(t + 1, batch, sense, judge)
              : judge.apply(sense.of(batch.states()));
      rollout.measure(config, from, batch, judgement.values(), sense, judge);
    }
    rollout.sumAdvantages(config.discount() * config.traceDecay());
    return rollout;
  }

  private Judgement look(
      int t, ReachingBatch batch, Sense sense, Function<float[], Judgement> judge) {
    float[] seen = sense.of(batch.states());
    System.arraycopy(seen, 0, states, t * environments * width, seen.length);
    return judge.apply(seen);
  }

  /** Notes the errors of the values; what would follow an episode that is cut off is estimated. */
  private void measure(
      PpoConfig config,
      int from,
      ReachingBatch batch,
      float[] nextValues,
      Sense sense,
      Function<float[], Judgement> judge) {
    List<ShapeAttributes> cut = new ArrayList<>();
    for (int i = 0; i < environments; i++) {
      if (batch.outcome(i) == ReachingBatch.Outcome.CUT_OFF) {
        cut.add(batch.reached()[i]);
      }
    }
    float[] cutValues =
        cut.isEmpty()
            ? new float[0]
            : judge.apply(sense.of(cut.toArray(new ShapeAttributes[0]))).values();
    int used = 0;
    for (int i = 0; i < environments; i++) {
      double next =
          switch (batch.outcome(i)) {
            case GOES_ON -> nextValues[i];
            case ARRIVED -> 0;
            case CUT_OFF -> cutValues[used++];
          };
      ends[from + i] = batch.outcome(i) != ReachingBatch.Outcome.GOES_ON;
      deltas[from + i] =
          config.rewardScale() * batch.reward(i) + config.discount() * next - values[from + i];
    }
  }

  /** Generalised advantages (Schulman et al. 2016): A_t = delta_t + decay A_{t+1}. */
  private void sumAdvantages(double decay) {
    sumAdvantages(deltas, ends, environments, decay, advantages);
  }

  static void sumAdvantages(
      double[] deltas, boolean[] ends, int environments, double decay, double[] advantages) {
    for (int at = deltas.length - 1; at >= 0; at--) {
      boolean last = at + environments >= deltas.length || ends[at];
      advantages[at] = deltas[at] + (last ? 0 : decay * advantages[at + environments]);
    }
  }

  int size() {
    return environments * horizon;
  }

  int width() {
    return width;
  }

  float[] states() {
    return states;
  }

  int move(int entry) {
    return moves[entry];
  }

  float logProbability(int entry) {
    return logProbabilities[entry];
  }

  double advantage(int entry) {
    return advantages[entry];
  }

  /** Returns what the value should have been. */
  double valueTarget(int entry) {
    return values[entry] + advantages[entry];
  }

  /** Returns the episodes that ended. */
  List<Trial> trials() {
    return trials;
  }
}
