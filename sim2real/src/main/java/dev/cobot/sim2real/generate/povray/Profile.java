package dev.cobot.sim2real.generate.povray;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve that is turned about the z axis: POV-Ray's {@code lathe} with its {@code cubic_spline}
 * (Catmull and Rom's) through the points, evaluated here by the same formula, so that a label's
 * size is the drawn one.
 *
 * @param points that the curve passes, from its begin to its end; radius at least 0
 */
record Profile(List<Point> points) {
  private static final int STEPS = 12;
  private static final double GROWTH = 4;

  /** Metres from the axis and along it. */
  record Point(double radius, double z) {
    private Point along(Point other, double part) {
      return new Point(radius + part * (other.radius - radius), z + part * (other.z - z));
    }
  }

  Profile {
    points = List.copyOf(points);
    if (points.size() < 3) {
      throw new IllegalArgumentException("a profile needs at least 3 points, got " + points.size());
    }
    for (Point p : points) {
      if (!(p.radius() >= 0 && Double.isFinite(p.z()))) {
        throw new IllegalArgumentException("a profile's radii must be at least 0, got " + p);
      }
    }
  }

  /** Returns a profile whose inner points are corners, rounded by about a length. */
  static Profile polygon(double roundMeters, Point... corners) {
    List<Point> points = new ArrayList<>();
    points.add(corners[0]);
    for (int i = 0; i + 1 < corners.length; i++) {
      edge(points, corners[i], corners[i + 1], roundMeters, i > 0, i + 2 < corners.length);
    }
    points.add(corners[corners.length - 1]);
    return new Profile(points);
  }

  // Denser towards corners: of neighbours whose distances are too unlike, the curve swings out.
  private static void edge(
      List<Point> points, Point a, Point b, double round, boolean cornerA, boolean cornerB) {
    double length = Math.hypot(b.radius - a.radius, b.z - a.z);
    double first = Math.min(round, 0.2 * length);
    List<Point> towardsB = new ArrayList<>();
    for (double at = first; at < length / 2; at *= GROWTH) {
      if (cornerA) {
        points.add(a.along(b, at / length));
      }
      if (cornerB) {
        towardsB.add(0, b.along(a, at / length));
      }
    }
    points.addAll(towardsB);
  }

  /** Returns points of the curve, in order. */
  List<Point> sampled() {
    List<Point> samples = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i++) {
      Point a = at(i - 1);
      Point b = at(i);
      Point c = at(i + 1);
      Point d = at(i + 2);
      for (int k = 0; k < STEPS; k++) {
        double t = (double) k / STEPS;
        samples.add(
            new Point(
                Math.abs(spline(a.radius(), b.radius(), c.radius(), d.radius(), t)),
                spline(a.z(), b.z(), c.z(), d.z(), t)));
      }
    }
    samples.add(at(points.size() - 1));
    return samples;
  }

  private Point at(int index) {
    return points.get(Math.max(0, Math.min(points.size() - 1, index)));
  }

  private static double spline(double a, double b, double c, double d, double t) {
    return 0.5
        * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
  }

  double maxRadius() {
    return sampled().stream().mapToDouble(Point::radius).max().orElseThrow();
  }

  double lowest() {
    return sampled().stream().mapToDouble(Point::z).min().orElseThrow();
  }

  double highest() {
    return sampled().stream().mapToDouble(Point::z).max().orElseThrow();
  }

  /** Returns the profile moved along its axis so that its extent is centred on 0. */
  Profile centered() {
    double middle = (lowest() + highest()) / 2;
    return new Profile(points.stream().map(p -> new Point(p.radius(), p.z() - middle)).toList());
  }

  /** Returns the part from a point on. */
  Profile from(int firstPoint) {
    return new Profile(points.subList(firstPoint, points.size()));
  }

  /** Returns the profile nearer to the axis and higher. */
  Profile inset(double meters) {
    return new Profile(
        points.stream()
            .map(p -> new Point(Math.max(0, p.radius() - meters), p.z() + meters))
            .toList());
  }

  /** Writes the body of revolution, open for a texture. */
  String lathe() {
    StringBuilder text = new StringBuilder("lathe { cubic_spline ");
    text.append(points.size() + 2);
    for (int i = -1; i <= points.size(); i++) {
      // The first and the last point only give the direction there.
      text.append(", <%s, %s>".formatted(Sdl.length(at(i).radius()), Sdl.length(at(i).z())));
    }
    // Turned about y as POV-Ray does it; y becomes z.
    return text.append(" matrix <1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0>").toString();
  }
}
