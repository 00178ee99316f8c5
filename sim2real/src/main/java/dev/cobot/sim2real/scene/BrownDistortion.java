package dev.cobot.sim2real.scene;

import java.util.List;

/**
 * Radial terms, as a polynomial or a quotient of two, and tangential ones. Sees less than 90
 * degrees from the axis.
 */
final class BrownDistortion extends LensDistortion {
  private static final int FIXED_POINT_STEPS = 20;
  private static final int NEWTON_STEPS = 50;
  private static final int MAX_HALVINGS = 20;
  private static final double ACCEPTED = 1e-9;

  /** Beyond this radius, 89.4 degrees from the axis, no fold is looked for. */
  private static final double FARTHEST = 100;

  private final double k1;
  private final double k2;
  private final double p1;
  private final double p2;
  private final double k3;
  private final double k4;
  private final double k5;
  private final double k6;

  /** Squared radius, before distortion, at which the radial terms fold back; often infinite. */
  private final double foldSquared;

  BrownDistortion(Model model, List<Double> coefficients) {
    super(model, coefficients);
    boolean rational = model == Model.RATIONAL_POLYNOMIAL;
    k1 = coefficients.get(0);
    k2 = coefficients.get(1);
    p1 = coefficients.get(2);
    p2 = coefficients.get(3);
    k3 = coefficients.get(4);
    k4 = rational ? coefficients.get(5) : 0;
    k5 = rational ? coefficients.get(6) : 0;
    k6 = rational ? coefficients.get(7) : 0;
    foldSquared = foldSquared();
  }

  // With s = r^2, the distorted radius is r N(s) / D(s). Its derivative has the sign of
  // N D + 2 s (N' D - N D').
  private double foldSquared() {
    double[] n = {1, k1, k2, k3};
    double[] d = {1, k4, k5, k6};
    double[] slope = new double[7];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        slope[i + j] += n[i] * d[j] * (1 + 2 * (i - j));
      }
    }
    double limit = FARTHEST * FARTHEST;
    return Math.min(
        Polynomial.firstPositiveRoot(slope, limit), Polynomial.firstPositiveRoot(d, limit));
  }

  private double radial(double r2) {
    return (1 + r2 * (k1 + r2 * (k2 + r2 * k3))) / (1 + r2 * (k4 + r2 * (k5 + r2 * k6)));
  }

  private double xOf(double x, double y, double r2, double radial) {
    return x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x);
  }

  private double yOf(double x, double y, double r2, double radial) {
    return y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y;
  }

  @Override
  public double[] distort(double x, double y, double z) {
    if (!(z > 0)) {
      return nowhere();
    }
    double px = x / z;
    double py = y / z;
    double r2 = px * px + py * py;
    if (!(r2 < foldSquared)) {
      return nowhere();
    }
    double radial = radial(r2);
    return new double[] {xOf(px, py, r2, radial), yOf(px, py, r2, radial)};
  }

  @Override
  public Vector3 direction(double xDistorted, double yDistorted) {
    double x = xDistorted;
    double y = yDistorted;
    for (int i = 0; i < FIXED_POINT_STEPS; i++) {
      double r2 = x * x + y * y;
      double radial = radial(r2);
      double ex = xDistorted - xOf(x, y, r2, radial);
      double ey = yDistorted - yOf(x, y, r2, radial);
      x += ex;
      y += ey;
    }
    return isSource(x, y, xDistorted, yDistorted)
        ? new Vector3(x, y, 1)
        : byNewton(xDistorted, yDistorted);
  }

  /** Whether a point before the fold is distorted into another one. */
  private boolean isSource(double x, double y, double xDistorted, double yDistorted) {
    double r2 = x * x + y * y;
    double[] j = jacobian(x, y);
    return r2 < foldSquared
        && j[0] > 0
        && j[0] * j[2] - j[1] * j[1] > 0
        && error(x, y, xDistorted, yDistorted)
            <= ACCEPTED * (1 + Math.hypot(xDistorted, yDistorted));
  }

  private double error(double x, double y, double xDistorted, double yDistorted) {
    double r2 = x * x + y * y;
    double radial = radial(r2);
    return Math.hypot(xDistorted - xOf(x, y, r2, radial), yDistorted - yOf(x, y, r2, radial));
  }

  /** Strong distortion, for which the fixed point is too slow or runs away. */
  private Vector3 byNewton(double xDistorted, double yDistorted) {
    double distorted = Math.hypot(xDistorted, yDistorted);
    double scale = radius(distorted) / Math.max(distorted, Double.MIN_NORMAL);
    double x = xDistorted * scale;
    double y = yDistorted * scale;
    double error = error(x, y, xDistorted, yDistorted);
    for (int i = 0; i < NEWTON_STEPS && error > 0; i++) {
      double r2 = x * x + y * y;
      double radial = radial(r2);
      double ex = xDistorted - xOf(x, y, r2, radial);
      double ey = yDistorted - yOf(x, y, r2, radial);
      double[] j = jacobian(x, y);
      double determinant = j[0] * j[2] - j[1] * j[1];
      double dx = (j[2] * ex - j[1] * ey) / determinant;
      double dy = (j[0] * ey - j[1] * ex) / determinant;
      double share = 1;
      double next = error(x + dx, y + dy, xDistorted, yDistorted);
      for (int h = 0; h < MAX_HALVINGS && !(next < error); h++) {
        share /= 2;
        next = error(x + share * dx, y + share * dy, xDistorted, yDistorted);
      }
      if (!(next < error)) {
        break;
      }
      x += share * dx;
      y += share * dy;
      error = next;
    }
    return isSource(x, y, xDistorted, yDistorted)
        ? new Vector3(x, y, 1)
        : new Vector3(Double.NaN, Double.NaN, Double.NaN);
  }

  /** Inverts the radial terms alone; the fold, or the farthest radius, where that is nearest. */
  private double radius(double distorted) {
    double low = 0;
    double high = Math.min(FARTHEST, Math.sqrt(foldSquared));
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (middle * radial(middle * middle) < distorted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The symmetric derivatives (dx/dx, dx/dy, dy/dy) of the distorted place. */
  private double[] jacobian(double x, double y) {
    double r2 = x * x + y * y;
    double n = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    double d = 1 + r2 * (k4 + r2 * (k5 + r2 * k6));
    double radial = n / d;
    double slope =
        2
            * ((k1 + r2 * (2 * k2 + r2 * 3 * k3)) * d - n * (k4 + r2 * (2 * k5 + r2 * 3 * k6)))
            / (d * d);
    return new double[] {
      radial + x * x * slope + 2 * p1 * y + 6 * p2 * x,
      x * y * slope + 2 * p1 * x + 2 * p2 * y,
      radial + y * y * slope + 6 * p1 * y + 2 * p2 * x
    };
  }
}
