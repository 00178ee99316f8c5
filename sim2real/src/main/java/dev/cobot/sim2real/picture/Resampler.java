package dev.cobot.sim2real.picture;

import java.util.Arrays;

/**
 * Takes a window of a picture in another size: each pixel is the mean of bilinear samples spread
 * evenly over what it covers, first along columns, then along rows. Beyond the picture its border
 * goes on.
 *
 * @param columns where the window's columns are taken from
 * @param rows where its rows are taken from
 */
public record Resampler(Axis columns, Axis rows) {

  /**
   * One direction of the window.
   *
   * @param first picture pixel of each window pixel's first weight
   * @param weights (window pixels, {@code taps}), each row's sum is 1
   */
  public record Axis(int[] first, float[] weights, int taps) {
    /**
     * Lays an axis.
     *
     * @param count window pixels
     * @param start where the window's first pixel begins, in picture coordinates: pixel 0 reaches
     *     from -0.5 to 0.5
     * @param step picture pixels a window pixel
     * @param side pixels of the picture
     * @param samples a window pixel, at least 1
     */
    public static Axis of(int count, double start, double step, int side, int samples) {
      int taps = Math.min(side, (int) Math.ceil(step * (samples - 1) / samples) + 2);
      int[] first = new int[count];
      float[] weights = new float[count * taps];
      for (int i = 0; i < count; i++) {
        for (int s = 0; s < samples; s++) {
          double at = Math.max(0, Math.min(side - 1, start + (i + (s + 0.5) / samples) * step));
          int low = Math.min((int) at, Math.max(0, side - 2));
          if (s == 0) {
            first[i] = Math.max(0, Math.min(low, side - taps));
          }
          float part = (float) (at - low);
          int to = i * taps + low - first[i];
          weights[to] += (1 - part) / samples;
          if (part > 0) {
            weights[to + 1] += part / samples;
          }
        }
      }
      return new Axis(first, weights, taps);
    }

    /** Returns the window's pixels along it. */
    public int count() {
      return first.length;
    }
  }

  /**
   * Returns the window.
   *
   * @param rgb (height, width, 3) sRGB bytes
   * @param width pixels of a row of the picture
   * @return (rows, columns, 3) values of 0 to 255
   */
  public float[] of(byte[] rgb, int width) {
    int from = Arrays.stream(columns.first()).min().orElse(0);
    int to = Arrays.stream(columns.first()).max().orElse(0) + columns.taps();
    float[] line = new float[3 * (to - from)];
    float[] out = new float[3 * rows.count() * columns.count()];
    for (int v = 0; v < rows.count(); v++) {
      sumRows(rgb, width, v, from, line);
      sumColumns(line, from, out, 3 * v * columns.count());
    }
    return out;
  }

  private void sumRows(byte[] rgb, int width, int v, int from, float[] line) {
    Arrays.fill(line, 0);
    for (int t = 0; t < rows.taps(); t++) {
      float weight = rows.weights()[v * rows.taps() + t];
      if (weight != 0) {
        int at = 3 * ((rows.first()[v] + t) * width + from);
        for (int i = 0; i < line.length; i++) {
          line[i] += weight * (rgb[at + i] & 0xff);
        }
      }
    }
  }

  private void sumColumns(float[] line, int from, float[] out, int offset) {
    int taps = columns.taps();
    float[] weights = columns.weights();
    for (int u = 0; u < columns.count(); u++) {
      float red = 0;
      float green = 0;
      float blue = 0;
      int at = 3 * (columns.first()[u] - from);
      for (int t = 0; t < taps; t++) {
        float weight = weights[u * taps + t];
        red += weight * line[at + 3 * t];
        green += weight * line[at + 3 * t + 1];
        blue += weight * line[at + 3 * t + 2];
      }
      int to = offset + 3 * u;
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
}
