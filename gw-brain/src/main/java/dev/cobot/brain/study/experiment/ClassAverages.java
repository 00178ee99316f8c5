package dev.cobot.brain.study.experiment;

/** The average direction of each class; a state belongs to the class at the smallest angle. */
final class ClassAverages {
  private ClassAverages() {}

  /**
   * @param states (rows, width), row-major
   */
  static LinearReadout of(float[] states, int[] labels, int classes) {
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
    return new LinearReadout(sums, new double[classes]);
  }
}
