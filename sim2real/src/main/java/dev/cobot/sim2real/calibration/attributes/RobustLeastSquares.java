package dev.cobot.sim2real.calibration.attributes;

import java.util.Arrays;
import java.util.List;

/**
 * Linear least squares that outliers do not rule: iteratively reweighted, first with Huber's
 * weights and a scale from the median residual, then with Tukey's at that scale, which give what is
 * far off no weight at all. Each parameter is held near zero by a prior sigma (ridge).
 */
final class RobustLeastSquares {
  private static final int HUBER_ROUNDS = 12;
  private static final int TUKEY_ROUNDS = 12;
  private static final double HUBER = 1.345;
  private static final double TUKEY = 4.685;
  private static final double SETTLED = 1e-7;

  /** Median length of a standard normal vector of 1, 2 and 3 dimensions. */
  private static final double[] MEDIAN_LENGTH = {0.6745, 1.1774, 1.5382};

  /**
   * What one object says: {@code rows} times the parameters should be {@code values}. All of its
   * rows share one weight.
   */
  record Equations(double[][] rows, double[] values) {}

  private RobustLeastSquares() {}

  /**
   * Returns the parameters; zeros when there are no equations.
   *
   * @param priorSigma of each parameter
   * @param leastScale what residuals scatter at least, in the unit of the values
   */
  static double[] solve(List<Equations> equations, double[] priorSigma, double leastScale) {
    double[] parameters = new double[priorSigma.length];
    if (equations.isEmpty()) {
      return parameters;
    }
    double medianLength = MEDIAN_LENGTH[equations.get(0).values().length - 1];
    double relative = medianLength / MEDIAN_LENGTH[0];
    double[] weights = new double[equations.size()];
    double scale = leastScale;
    boolean settled = false;
    for (int round = 0; round < HUBER_ROUNDS && !settled; round++) {
      double[] lengths = lengths(equations, parameters);
      scale = Math.max(leastScale, median(lengths) / medianLength);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.min(1, HUBER * scale * relative / lengths[i]);
      }
      double[] next = weighted(equations, weights, scale, priorSigma);
      settled = isSettled(parameters, next, priorSigma);
      parameters = next;
    }
    settled = false;
    for (int round = 0; round < TUKEY_ROUNDS && !settled; round++) {
      double[] lengths = lengths(equations, parameters);
      for (int i = 0; i < weights.length; i++) {
        double far = lengths[i] / (TUKEY * scale * relative);
        weights[i] = far < 1 ? square(1 - square(far)) : 0;
      }
      double[] next = weighted(equations, weights, scale, priorSigma);
      settled = isSettled(parameters, next, priorSigma);
      parameters = next;
    }
    return parameters;
  }

  private static boolean isSettled(double[] from, double[] to, double[] priorSigma) {
    for (int j = 0; j < to.length; j++) {
      if (Math.abs(to[j] - from[j]) >= SETTLED * priorSigma[j]) {
        return false;
      }
    }
    return true;
  }

  private static double[] lengths(List<Equations> equations, double[] parameters) {
    double[] lengths = new double[equations.size()];
    for (int i = 0; i < lengths.length; i++) {
      Equations one = equations.get(i);
      double sum = 0;
      for (int k = 0; k < one.values().length; k++) {
        double residual = one.values()[k];
        for (int j = 0; j < parameters.length; j++) {
          residual -= one.rows()[k][j] * parameters[j];
        }
        sum += residual * residual;
      }
      lengths[i] = Math.sqrt(sum);
    }
    return lengths;
  }

  private static double[] weighted(
      List<Equations> equations, double[] weights, double scale, double[] priorSigma) {
    int n = priorSigma.length;
    double[][] normal = new double[n][n + 1];
    for (int j = 0; j < n; j++) {
      normal[j][j] = square(scale / priorSigma[j]);
    }
    for (int i = 0; i < weights.length; i++) {
      Equations one = equations.get(i);
      for (int k = 0; k < one.values().length; k++) {
        double[] row = one.rows()[k];
        for (int j = 0; j < n; j++) {
          if (row[j] == 0) {
            continue;
          }
          for (int l = 0; l < n; l++) {
            normal[j][l] += weights[i] * row[j] * row[l];
          }
          normal[j][n] += weights[i] * row[j] * one.values()[k];
        }
      }
    }
    return solve(normal);
  }

  /** Solves a positive definite system whose last column is the right side; changes it. */
  private static double[] solve(double[][] system) {
    int n = system.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int row = pivot + 1; row < n; row++) {
        double factor = system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; column <= n; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    double[] solution = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double sum = system[row][n];
      for (int column = row + 1; column < n; column++) {
        sum -= system[row][column] * solution[column];
      }
      solution[row] = sum / system[row][row];
    }
    return solution;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double square(double value) {
    return value * value;
  }
}
