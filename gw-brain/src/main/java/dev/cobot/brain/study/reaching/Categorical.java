package dev.cobot.brain.study.reaching;

import java.util.SplittableRandom;

/** A distribution over the moves. On StrictMath: the same bits on every JVM. */
final class Categorical {
  private Categorical() {}

  /** Writes the logarithms of the softmax of logits from an offset on. */
  static void logProbabilities(float[] logits, int offset, double[] target) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < target.length; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      sum += StrictMath.exp(logits[offset + i] - max);
    }
    double log = max + StrictMath.log(sum);
    for (int i = 0; i < target.length; i++) {
      target[i] = logits[offset + i] - log;
    }
  }

  static int draw(double[] logProbabilities, SplittableRandom random) {
    double left = random.nextDouble();
    int last = logProbabilities.length - 1;
    for (int i = 0; i < last; i++) {
      left -= StrictMath.exp(logProbabilities[i]);
      if (left < 0) {
        return i;
      }
    }
    return last;
  }
}
