package dev.cobot.brain.study.experiment;

/** The class of a state is the one with the greatest linear score. */
final class LinearReadout {
  private final double[][] weights;
  private final double[] offsets;

  /**
   * Creates a readout.
   *
   * @param weights (classes, width)
   * @param offsets (classes)
   */
  LinearReadout(double[][] weights, double[] offsets) {
    this.weights = weights;
    this.offsets = offsets;
  }

  /**
   * Returns the part of the rows whose class is found.
   *
   * @param states (rows, width), row-major
   */
  double accuracy(float[] states, int[] labels) {
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      right += likeliest(states, row) == labels[row] ? 1 : 0;
    }
    return right / (double) labels.length;
  }

  private int likeliest(float[] states, int row) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < weights.length; c++) {
      int width = weights[c].length;
      double score = offsets[c];
      for (int i = 0; i < width; i++) {
        score += weights[c][i] * states[row * width + i];
      }
      if (score > highest) {
        highest = score;
        best = c;
      }
    }
    return best;
  }
}
