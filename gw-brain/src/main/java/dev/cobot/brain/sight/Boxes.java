package dev.cobot.brain.sight;

/** Boxes of a picture as (x0, y0, x1, y1). */
final class Boxes {
  private Boxes() {}

  /** Returns the intersection over the union. */
  static double overlap(double[] a, double[] b) {
    double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double both = width * height;
    return both / (area(a) + area(b) - both);
  }

  private static double area(double[] box) {
    return (box[2] - box[0]) * (box[3] - box[1]);
  }
}
