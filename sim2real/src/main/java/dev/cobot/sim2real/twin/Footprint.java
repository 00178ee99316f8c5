package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/**
 * What a solid covers of a horizontal plane: a convex polygon, or a disc around each of its points.
 *
 * @param xs corners
 * @param ys corners
 * @param normals directions, radians, in which the polygon's sides face, opposite ones once
 * @param radiusMeters around each corner
 */
record Footprint(double[] xs, double[] ys, double[] normals, double radiusMeters) {

  static Footprint disc(double x, double y, double radiusMeters) {
    return new Footprint(new double[] {x}, new double[] {y}, new double[0], radiusMeters);
  }

  static Footprint rectangle(double x, double y, double halfX, double halfY, double yawRad) {
    double c = StrictMath.cos(yawRad);
    double s = StrictMath.sin(yawRad);
    double[] xs = new double[4];
    double[] ys = new double[4];
    for (int i = 0; i < 4; i++) {
      double u = (i & 1) == 0 ? halfX : -halfX;
      double v = (i & 2) == 0 ? halfY : -halfY;
      xs[i] = x + c * u - s * v;
      ys[i] = y + s * u + c * v;
    }
    return new Footprint(xs, ys, new double[] {yawRad, yawRad + Math.PI / 2}, 0);
  }

  /** Returns what a cuboid covers that is seen from above. */
  static Footprint ofCorners(List<Vector3> corners, List<Vector3> edges) {
    double[] normals =
        edges.stream()
            .filter(e -> Math.hypot(e.x(), e.y()) > 1e-6)
            .mapToDouble(e -> StrictMath.atan2(e.x(), -e.y()))
            .toArray();
    return new Footprint(
        corners.stream().mapToDouble(Vector3::x).toArray(),
        corners.stream().mapToDouble(Vector3::y).toArray(),
        normals,
        0);
  }

  /**
   * Returns the shortest move, table x and y, that frees this from the other; null when they do not
   * overlap.
   */
  double[] escape(Footprint other) {
    double[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double[] axis : axes(other)) {
      double[] a = span(axis);
      double[] b = other.span(axis);
      double up = b[1] - a[0];
      double down = a[1] - b[0];
      if (up <= 0 || down <= 0) {
        return null;
      }
      double depth = Math.min(up, down);
      if (depth < least - 1e-12) {
        least = depth;
        double sign = up <= down ? depth : -depth;
        best = new double[] {sign * axis[0], sign * axis[1]};
      }
    }
    return best;
  }

  private double[][] axes(Footprint other) {
    boolean round = radiusMeters > 0 || other.radiusMeters > 0;
    int corners = round ? xs.length * other.xs.length : 0;
    double[][] axes = new double[normals.length + other.normals.length + corners][];
    int n = 0;
    for (double[] directions : List.of(normals, other.normals)) {
      for (double angle : directions) {
        axes[n++] = new double[] {StrictMath.cos(angle), StrictMath.sin(angle)};
      }
    }
    for (int i = 0; round && i < xs.length; i++) {
      for (int j = 0; j < other.xs.length; j++) {
        double dx = xs[i] - other.xs[j];
        double dy = ys[i] - other.ys[j];
        double d = Math.sqrt(dx * dx + dy * dy);
        // Two discs with one centre part along x.
        axes[n++] = d > 1e-9 ? new double[] {dx / d, dy / d} : new double[] {1, 0};
      }
    }
    return axes;
  }

  private double[] span(double[] axis) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < xs.length; i++) {
      double along = xs[i] * axis[0] + ys[i] * axis[1];
      low = Math.min(low, along);
      high = Math.max(high, along);
    }
    return new double[] {low - radiusMeters, high + radiusMeters};
  }
}
