package dev.cobot.brain.experiment;

/** The average direction of each class; a state belongs to the class at the smallest angle. */
final class ClassAverages {
  private final int width;
  private final double[][] directions;

  private ClassAverages(int width, double[][] directions) {
    this.width = width;
    this.directions = directions;
  }

  /**
   * @param states (rows, width), row-major
   */
  static ClassAverages of(float[] states, int[] labels, int classes) {
    int width = states.length / labels.length;
    double[][] sums = new double[classes][width];
    for (int row = 0; row < labels.length; row++) {
      for (int i = 0; i < width; i++) {
        sums[labels[row]][i] += states[row * width + i];
      }
    }
    for (double[] sum : sums) {
      double squares = 0;
      for (double value : sum) {
        squares += value * value;
      }
      double norm = Math.sqrt(Math.max(squares, 1e-24));
      for (int i = 0; i < width; i++) {
        sum[i] /= norm;
      }
    }
    return new ClassAverages(width, sums);
  }

  /** Returns the part of the rows whose class is found. */
  double accuracy(float[] states, int[] labels) {
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < directions.length; c++) {
        double score = 0;
        for (int i = 0; i < width; i++) {
          score += directions[c][i] * states[row * width + i];
        }
        if (score > highest) {
          highest = score;
          best = c;
        }
      }
      right += best == labels[row] ? 1 : 0;
    }
    return right / (double) labels.length;
  }
}
