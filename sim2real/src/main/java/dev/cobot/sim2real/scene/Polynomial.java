package dev.cobot.sim2real.scene;

import java.util.ArrayList;
import java.util.List;

/** Real roots of polynomials of small degree. */
final class Polynomial {
  private static final int BISECTIONS = 200;

  private Polynomial() {}

  /**
   * Returns where a polynomial that is positive at 0 first changes its sign, or infinity when it
   * does not in (0, limit).
   *
   * @param coefficients of rising powers
   */
  static double firstPositiveRoot(double[] coefficients, double limit) {
    List<Double> roots = roots(coefficients, limit);
    return roots.isEmpty() ? Double.POSITIVE_INFINITY : roots.get(0);
  }

  // Between neighbouring roots of its derivative a polynomial is monotone.
  private static List<Double> roots(double[] coefficients, double limit) {
    List<Double> roots = new ArrayList<>();
    if (coefficients.length < 2) {
      return roots;
    }
    double[] derivative = new double[coefficients.length - 1];
    for (int i = 0; i < derivative.length; i++) {
      derivative[i] = (i + 1) * coefficients[i + 1];
    }
    List<Double> ends = roots(derivative, limit);
    ends.add(limit);
    double from = 0;
    for (double to : ends) {
      double low = from;
      double high = to;
      double sign = Math.signum(value(coefficients, low));
      if (sign * value(coefficients, high) < 0) {
        for (int i = 0; i < BISECTIONS; i++) {
          double middle = (low + high) / 2;
          if (sign * value(coefficients, middle) > 0) {
            low = middle;
          } else {
            high = middle;
          }
        }
        roots.add(low);
      }
      from = to;
    }
    return roots;
  }

  private static double value(double[] coefficients, double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
