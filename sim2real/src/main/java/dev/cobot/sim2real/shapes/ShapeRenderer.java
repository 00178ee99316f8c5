package dev.cobot.sim2real.shapes;

import java.util.Arrays;

/**
 * Draws a shape by the exact area that it covers in each pixel, on black. One thread.
 *
 * <p>Every edge adds its signed area to the pixels that it crosses; a running sum along each row
 * then is the coverage.
 */
public final class ShapeRenderer {
  private static final int SIDE = ShapeAttributes.IMAGE_PIXELS;
  // A shape reaches 0.59 of its size from its centre: no column falls out of the buffer.
  private static final int MARGIN = 20;
  private static final int STRIDE = SIDE + 2 * MARGIN + 2;

  private final double[] area = new double[SIDE * STRIDE];

  /** Returns the picture: (32, 32, 3) bytes, row 0 at the top. */
  public byte[] render(ShapeAttributes a) {
    Arrays.fill(area, 0);
    // StrictMath: the same bytes on every machine.
    double cos = StrictMath.cos(a.rotationRad());
    double sin = StrictMath.sin(a.rotationRad());
    double[][] outline = a.shape().outline();
    double[] last = outline[outline.length - 1];
    double x0 = a.xPixels() + a.sizePixels() * (cos * last[0] - sin * last[1]);
    double y0 = SIDE - (a.yPixels() + a.sizePixels() * (sin * last[0] + cos * last[1]));
    for (double[] corner : outline) {
      double x1 = a.xPixels() + a.sizePixels() * (cos * corner[0] - sin * corner[1]);
      double y1 = SIDE - (a.yPixels() + a.sizePixels() * (sin * corner[0] + cos * corner[1]));
      edge(x0 + MARGIN, y0, x1 + MARGIN, y1);
      x0 = x1;
      y0 = y1;
    }
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      double covered = 0;
      for (int column = -MARGIN; column < SIDE; column++) {
        covered += area[row * STRIDE + column + MARGIN];
        if (column >= 0) {
          double coverage = Math.min(1, Math.abs(covered));
          int at = 3 * (row * SIDE + column);
          rgb[at] = (byte) (coverage * a.red() + 0.5);
          rgb[at + 1] = (byte) (coverage * a.green() + 0.5);
          rgb[at + 2] = (byte) (coverage * a.blue() + 0.5);
        }
      }
    }
    return rgb;
  }

  /** Adds an edge; rows count downwards. */
  private void edge(double x0, double y0, double x1, double y1) {
    if (y0 == y1) {
      return;
    }
    double direction = y0 < y1 ? 1 : -1;
    double top = Math.min(y0, y1);
    double bottom = Math.min(SIDE, Math.max(y0, y1));
    double slope = (x1 - x0) / (y1 - y0);
    double xTop = y0 < y1 ? x0 : x1;
    for (int row = Math.max(0, (int) Math.floor(top)); row < bottom; row++) {
      double from = Math.max(row, top);
      double to = Math.min(row + 1, bottom);
      double xa = xTop + slope * (from - top);
      double xb = xTop + slope * (to - top);
      piece(row, Math.min(xa, xb), Math.max(xa, xb), direction * (to - from));
    }
  }

  /** Adds a piece of an edge that lies in one row and falls {@code height} from left to right. */
  private void piece(int row, double left, double right, double height) {
    int first = (int) Math.floor(left);
    int last = (int) Math.floor(right);
    int at = row * STRIDE + first;
    if (first == last) {
      double mean = (left + right) / 2 - first;
      area[at] += height * (1 - mean);
      area[at + 1] += height * mean;
      return;
    }
    double perPixel = height / (right - left);
    double before = 0; // what the columns so far hold of the area right of the piece
    for (int column = first; column <= last; column++) {
      double from = Math.max(left, column);
      double to = Math.min(right, column + 1);
      // Fully to the right of what ended in earlier columns, partly of what ends in this one.
      double covered =
          perPixel * (Math.max(0, from - left) + (to - from) * (column + 1 - (from + to) / 2));
      area[row * STRIDE + column] += covered - before;
      before = covered;
    }
    area[row * STRIDE + last + 1] += height - before;
  }
}
