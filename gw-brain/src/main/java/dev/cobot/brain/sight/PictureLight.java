package dev.cobot.brain.sight;

/**
 * How bright a picture is, and of what colour: what a crop of it alone cannot tell of the light and
 * the exposure under which its colours were taken.
 */
final class PictureLight {
  /** Three channels each: mean, median, 95th percentile. */
  static final int VALUES = 9;

  private static final double BRIGHT = 0.95;

  /** Pixels that are looked at, about. */
  private static final int SAMPLES = 20_000;

  private PictureLight() {}

  /**
   * Returns the values of a picture, in [-1, 1].
   *
   * @param rgb (height, width, 3) sRGB bytes
   */
  static float[] of(byte[] rgb) {
    int pixels = rgb.length / 3;
    int step = Math.max(1, pixels / SAMPLES);
    int[][] counts = new int[3][256];
    int samples = 0;
    for (int p = 0; p < pixels; p += step) {
      for (int c = 0; c < 3; c++) {
        counts[c][rgb[3 * p + c] & 0xff]++;
      }
      samples++;
    }
    float[] light = new float[VALUES];
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int level = 0; level < 256; level++) {
        sum += level * (double) counts[c][level];
      }
      light[c] = scaled(sum / Math.max(1, samples));
      light[3 + c] = scaled(quantile(counts[c], 0.5 * samples));
      light[6 + c] = scaled(quantile(counts[c], BRIGHT * samples));
    }
    return light;
  }

  private static int quantile(int[] counts, double below) {
    int sum = 0;
    for (int level = 0; level < 255; level++) {
      sum += counts[level];
      if (sum >= below) {
        return level;
      }
    }
    return 255;
  }

  private static float scaled(double level) {
    return (float) (level / 127.5 - 1);
  }
}
