package dev.cobot.brain.study.shapes;

/** Sums up the squared errors of rows and the variance of the truth, value by value. */
final class ValueErrors {
  private final double[] squaredErrors;
  private final double[] values;
  private final double[] squares;
  private int rows;

  /**
   * @param width values of a row
   */
  ValueErrors(int width) {
    squaredErrors = new double[width];
    values = new double[width];
    squares = new double[width];
  }

  /** Adds rows; both arrays are (rows, width), row-major. */
  void add(float[] decoded, float[] truth) {
    int width = values.length;
    for (int i = 0; i < truth.length; i++) {
      double error = decoded[i] - truth[i];
      squaredErrors[i % width] += error * error;
      values[i % width] += truth[i];
      squares[i % width] += (double) truth[i] * truth[i];
    }
    rows += truth.length / width;
  }

  /** Returns the rows added. */
  int rows() {
    return rows;
  }

  /** Returns the mean squared error of the values [from, to). */
  double meanSquare(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += squaredErrors[i] / rows;
    }
    return sum / (to - from);
  }

  /** Returns the mean variance of the true values [from, to): the error of their own mean. */
  double variance(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double mean = values[i] / rows;
      sum += squares[i] / rows - mean * mean;
    }
    return sum / (to - from);
  }

  /** Returns one minus the error over the variance. */
  double r2(int from, int to) {
    return 1 - meanSquare(from, to) / variance(from, to);
  }
}
