package dev.cobot.brain.workspace;

/**
 * What a phrase attends to among the objects.
 *
 * @param weights one an object; with {@code absent} they sum to 1
 * @param absent probability that none of the objects is meant
 */
public record Attention(double[] weights, double absent) {
  /** Returns the index of the object with the largest weight, or -1 when there is none. */
  public int strongest() {
    int best = -1;
    for (int i = 0; i < weights.length; i++) {
      if (best < 0 || weights[i] > weights[best]) {
        best = i;
      }
    }
    return best;
  }
}
