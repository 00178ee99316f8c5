package dev.cobot.sim2real.scene;

import java.util.List;

/** The distance from the centre is a polynomial of the angle from the axis, up to 180 degrees. */
final class EquidistantDistortion extends LensDistortion {
  private static final int MAX_STEPS = 100;
  private static final double ACCEPTED = 1e-9;

  private final double k1;
  private final double k2;
  private final double k3;
  private final double k4;

  /** The angle from the axis up to which the distance grows. */
  private final double maxAngleRad;

  private final double maxDistance;

  EquidistantDistortion(List<Double> coefficients) {
    super(Model.EQUIDISTANT, coefficients);
    k1 = coefficients.get(0);
    k2 = coefficients.get(1);
    k3 = coefficients.get(2);
    k4 = coefficients.get(3);
    double[] slope = {1, 3 * k1, 5 * k2, 7 * k3, 9 * k4};
    maxAngleRad =
        Math.min(Math.PI, Math.sqrt(Polynomial.firstPositiveRoot(slope, Math.PI * Math.PI)));
    maxDistance = distance(maxAngleRad);
  }

  private double distance(double angleRad) {
    double s = angleRad * angleRad;
    return angleRad * (1 + s * (k1 + s * (k2 + s * (k3 + s * k4))));
  }

  private double slope(double angleRad) {
    double s = angleRad * angleRad;
    return 1 + s * (3 * k1 + s * (5 * k2 + s * (7 * k3 + s * 9 * k4)));
  }

  @Override
  public double[] distort(double x, double y, double z) {
    double off = StrictMath.hypot(x, y);
    if (off == 0) {
      return z > 0 ? new double[] {0, 0} : nowhere();
    }
    double angleRad = StrictMath.atan2(off, z);
    if (!(angleRad < maxAngleRad)) {
      return nowhere();
    }
    double scale = distance(angleRad) / off;
    return new double[] {x * scale, y * scale};
  }

  @Override
  public Vector3 direction(double xDistorted, double yDistorted) {
    double distance = StrictMath.hypot(xDistorted, yDistorted);
    if (distance == 0) {
      return new Vector3(0, 0, 1);
    }
    if (!(distance < maxDistance)) {
      return new Vector3(Double.NaN, Double.NaN, Double.NaN);
    }
    double angleRad = angleRad(distance);
    // Coefficients beyond all lenses have no angle of double precision.
    if (!(Math.abs(distance(angleRad) - distance) <= ACCEPTED * (1 + distance))) {
      return new Vector3(Double.NaN, Double.NaN, Double.NaN);
    }
    double scale = StrictMath.sin(angleRad) / distance;
    return new Vector3(xDistorted * scale, yDistorted * scale, StrictMath.cos(angleRad));
  }

  // Newton's method, kept between bounds by bisection: the distance grows with the angle.
  private double angleRad(double distance) {
    double low = 0;
    double high = maxAngleRad;
    double angleRad = Math.min(distance, maxAngleRad);
    for (int i = 0; i < MAX_STEPS; i++) {
      double excess = distance(angleRad) - distance;
      if (excess > 0) {
        high = angleRad;
      } else {
        low = angleRad;
      }
      double next = angleRad - excess / slope(angleRad);
      if (!(next >= low && next <= high)) {
        next = (low + high) / 2;
      }
      if (next == angleRad) {
        break;
      }
      angleRad = next;
    }
    return angleRad;
  }
}
