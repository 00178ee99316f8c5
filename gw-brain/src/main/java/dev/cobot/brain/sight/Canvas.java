package dev.cobot.brain.sight;

import dev.cobot.sim2real.picture.Resampler;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where a picture of any size lies on the detector's input, without stretching.
 *
 * @param scale canvas pixels a picture pixel
 * @param left canvas column where the picture's left border is; below 0 it is cut off
 * @param top canvas row where the picture's upper border is
 */
record Canvas(int widthPixels, int heightPixels, double scale, double left, double top) {
  /** Means and deviations of the channels blue, green, red, as the trunk was trained with. */
  private static final float[] MEAN = {103.53f, 116.28f, 123.675f};

  private static final float[] DEVIATION = {57.375f, 57.12f, 58.395f};

  /** Samples a pixel in each direction; more make no difference. */
  private static final int MAX_TAPS = 4;

  /** Share of the pictures that training takes as the runtime does. */
  private static final double AS_IS = 0.2;

  private static final double MIN_ZOOM = 0.7;
  private static final double MAX_ZOOM = 2.2;

  /** What fills the rest of the canvas: a grey of the mean colour. */
  private static final float REST = 0;

  /** In the top left corner, as large as fits: how the runtime looks. */
  static Canvas of(int widthPixels, int heightPixels) {
    return new Canvas(
        widthPixels,
        heightPixels,
        Math.min(
            (double) DetectorNet.WIDTH_PIXELS / widthPixels,
            (double) DetectorNet.HEIGHT_PIXELS / heightPixels),
        0,
        0);
  }

  /** Somewhere and in some size: how training looks, so that no place or size is learned. */
  static Canvas drawn(int widthPixels, int heightPixels, SplittableRandom random) {
    Canvas fits = of(widthPixels, heightPixels);
    if (random.nextDouble() < AS_IS) {
      return fits;
    }
    double scale =
        fits.scale() * Math.exp(random.nextDouble(Math.log(MIN_ZOOM), Math.log(MAX_ZOOM)));
    return new Canvas(
        widthPixels,
        heightPixels,
        scale,
        random.nextDouble() * (DetectorNet.WIDTH_PIXELS - widthPixels * scale),
        random.nextDouble() * (DetectorNet.HEIGHT_PIXELS - heightPixels * scale));
  }

  double toCanvasX(double pixel) {
    return (pixel + 0.5) * scale - 0.5 + left;
  }

  double toCanvasY(double pixel) {
    return (pixel + 0.5) * scale - 0.5 + top;
  }

  double toPictureX(double canvasPixel) {
    return (canvasPixel + 0.5 - left) / scale - 0.5;
  }

  double toPictureY(double canvasPixel) {
    return (canvasPixel + 0.5 - top) / scale - 0.5;
  }

  /** Pixels of a canvas. */
  static final int PIXELS = DetectorNet.WIDTH_PIXELS * DetectorNet.HEIGHT_PIXELS;

  /** First column that shows the picture. */
  int firstColumn() {
    return (int) Math.max(0, Math.round(left));
  }

  int firstRow() {
    return (int) Math.max(0, Math.round(top));
  }

  int usedWidth() {
    return (int) Math.min(DetectorNet.WIDTH_PIXELS, Math.round(left + widthPixels * scale))
        - firstColumn();
  }

  int usedHeight() {
    return (int) Math.min(DetectorNet.HEIGHT_PIXELS, Math.round(top + heightPixels * scale))
        - firstRow();
  }

  /**
   * Returns what the canvas shows of the picture, in the canvas's size; each pixel averages those
   * that it covers.
   *
   * @param rgb (height, width, 3) sRGB bytes
   * @return (used height, used width, 3) sRGB bytes
   */
  byte[] shrink(byte[] rgb) {
    double step = 1 / scale;
    int samples = (int) Math.min(MAX_TAPS, Math.max(1, Math.ceil(step)));
    Resampler.Axis columns =
        Resampler.Axis.of(usedWidth(), toPictureX(firstColumn() - 0.5), step, widthPixels, samples);
    Resampler.Axis rows =
        Resampler.Axis.of(usedHeight(), toPictureY(firstRow() - 0.5), step, heightPixels, samples);
    float[] values = new Resampler(columns, rows).of(rgb, widthPixels);
    byte[] small = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      small[i] = (byte) (values[i] + 0.5f);
    }
    return small;
  }

  /**
   * Writes (3, 288, 384) values at {@code offset}: blue, green, red, each less its mean and over
   * its deviation.
   *
   * @param small from {@link #shrink}
   * @param mirrored whether left and right are exchanged within what shows the picture
   */
  void write(byte[] small, boolean mirrored, float[] out, int offset) {
    int usedWidth = usedWidth();
    int usedHeight = usedHeight();
    Arrays.fill(out, offset, offset + 3 * PIXELS, REST);
    for (int c = 0; c < 3; c++) {
      // The bytes are red, green, blue.
      int from = 2 - c;
      float scaled = 1 / DEVIATION[c];
      for (int v = 0; v < usedHeight; v++) {
        int at = offset + c * PIXELS + (firstRow() + v) * DetectorNet.WIDTH_PIXELS + firstColumn();
        int row = 3 * v * usedWidth + from;
        for (int u = 0; u < usedWidth; u++) {
          int pixel = row + 3 * (mirrored ? usedWidth - 1 - u : u);
          out[at + u] = ((small[pixel] & 0xff) - MEAN[c]) * scaled;
        }
      }
    }
  }
}
