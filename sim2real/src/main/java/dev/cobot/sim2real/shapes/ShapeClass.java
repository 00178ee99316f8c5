package dev.cobot.sim2real.shapes;

/** The three shapes, in the order of their class numbers. */
public enum ShapeClass {
  DIAMOND(new double[][] {{.5, 0}, {1, .3}, {.5, 1}, {0, .3}}),
  EGG(
      curves(
          new double[][] {
            {.5, 0}, {.8, 0}, {.9, .1}, {.9, .3}, {.9, .5}, {.7, 1}, {.5, 1}, {.3, 1}, {.1, .5},
            {.1, .3}, {.1, .1}, {.2, 0}, {.5, 0}
          })),
  TRIANGLE(new double[][] {{.5, 1}, {.2, 0}, {.8, 0}});

  private final double[][] outline;

  ShapeClass(double[][] outline) {
    this.outline = outline;
    for (double[] corner : outline) {
      corner[0] -= 0.5;
      corner[1] -= 0.5;
    }
  }

  /** Returns the corners in turn, each (x, y) in the unit square around the origin, y up. */
  double[][] outline() {
    return outline;
  }

  /** Returns the shape of a class number. */
  static ShapeClass of(int number) {
    return values()[number];
  }

  /** Cuts cubic Bezier curves, each beginning where the last ended, into chords. */
  private static double[][] curves(double[][] control) {
    int curves = (control.length - 1) / 3;
    double[][] points = new double[curves * chords()][];
    for (int curve = 0; curve < curves; curve++) {
      for (int chord = 0; chord < chords(); chord++) {
        double t = chord / (double) chords();
        double u = 1 - t;
        double[] weights = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
        double[] point = new double[2];
        for (int k = 0; k < 4; k++) {
          point[0] += weights[k] * control[3 * curve + k][0];
          point[1] += weights[k] * control[3 * curve + k][1];
        }
        points[curve * chords() + chord] = point;
      }
    }
    return points;
  }

  // At 14 pixels a chord of this many leaves its curve by less than 0.01 pixel. No constant: it
  // would not be there yet when the enum's values are made.
  private static int chords() {
    return 16;
  }
}
