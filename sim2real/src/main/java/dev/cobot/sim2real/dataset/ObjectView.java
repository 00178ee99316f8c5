package dev.cobot.sim2real.dataset;

/**
 * How a picture shows an object: the smallest box around the pixels that show it, in pixels whose
 * centres are integers, so that a single pixel (3, 4) has the box 2.5, 3.5, 3.5, 4.5.
 *
 * @param visible part of the pixels of its outline within the picture that nothing hides, in [0, 1]
 */
public record ObjectView(double x0, double y0, double x1, double y1, double visible) {
  private static final double MAX_PIXELS = 1e6;

  public ObjectView {
    if (!(x0 < x1
        && y0 < y1
        && -MAX_PIXELS <= Math.min(x0, y0)
        && Math.max(x1, y1) <= MAX_PIXELS)) {
      throw new IllegalArgumentException(
          "box must be x0, y0, x1, y1 in pixels with x0 < x1 and y0 < y1, got %s, %s, %s, %s"
              .formatted(x0, y0, x1, y1));
    }
    if (!(visible >= 0 && visible <= 1)) {
      throw new IllegalArgumentException("visible must be in [0, 1], got " + visible);
    }
  }
}
