package dev.cobot.sim2real.calibration;

import boofcv.struct.image.GrayF32;
import dev.cobot.sim2real.picture.RgbImage;

/** Pictures as the finders want them, and what is read from them point by point. */
final class GreyPicture {
  private GreyPicture() {}

  /** Returns the luma of a picture, in [0, 255]. */
  static GrayF32 of(RgbImage image) {
    GrayF32 grey = new GrayF32(image.widthPixels(), image.heightPixels());
    byte[] rgb = image.rgb();
    for (int i = 0; i < grey.data.length; i++) {
      grey.data[i] =
          0.299f * (rgb[3 * i] & 0xff)
              + 0.587f * (rgb[3 * i + 1] & 0xff)
              + 0.114f * (rgb[3 * i + 2] & 0xff);
    }
    return grey;
  }

  /** Returns the picture as a mirror shows it. */
  static GrayF32 mirrored(GrayF32 picture) {
    GrayF32 mirrored = new GrayF32(picture.width, picture.height);
    for (int y = 0; y < picture.height; y++) {
      for (int x = 0; x < picture.width; x++) {
        mirrored.data[y * picture.width + picture.width - 1 - x] =
            picture.data[y * picture.width + x];
      }
    }
    return mirrored;
  }

  /** Returns the bilinear value at a place, pixel centres at integers; the border goes on. */
  static double at(GrayF32 picture, double x, double y) {
    double cx = Math.max(0, Math.min(picture.width - 1.001, x));
    double cy = Math.max(0, Math.min(picture.height - 1.001, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    double fx = cx - x0;
    double fy = cy - y0;
    int i = y0 * picture.width + x0;
    return (1 - fy) * ((1 - fx) * picture.data[i] + fx * picture.data[i + 1])
        + fy
            * ((1 - fx) * picture.data[i + picture.width]
                + fx * picture.data[i + picture.width + 1]);
  }

  /**
   * Returns how wide the edge is that lies between two points and parallel to their line, pixels:
   * the contrast over the steepest slope; NaN without contrast.
   *
   * @param reach how far to look to both sides, pixels
   */
  static double edgeWidth(
      GrayF32 picture, double ax, double ay, double bx, double by, double reach) {
    double length = Math.hypot(bx - ax, by - ay);
    double nx = -(by - ay) / length;
    double ny = (bx - ax) / length;
    double mx = (ax + bx) / 2;
    double my = (ay + by) / 2;
    int n = Math.max(8, (int) Math.ceil(4 * reach));
    double[] profile = new double[n + 1];
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (int i = 0; i <= n; i++) {
      double s = reach * (2.0 * i / n - 1);
      // A mean along the edge keeps the noise down.
      double sum = 0;
      for (int k = -2; k <= 2; k++) {
        double along = 0.05 * k * length;
        sum += at(picture, mx + s * nx - along * ny, my + s * ny + along * nx);
      }
      profile[i] = sum / 5;
      least = Math.min(least, profile[i]);
      most = Math.max(most, profile[i]);
    }
    if (most - least < 12) {
      return Double.NaN;
    }
    double slope = 0;
    double spacing = 2 * reach / n;
    int half = Math.max(1, (int) Math.round(0.5 / spacing));
    for (int i = half; i + half <= n; i++) {
      slope =
          Math.max(slope, Math.abs(profile[i + half] - profile[i - half]) / (2 * half * spacing));
    }
    return (most - least) / slope;
  }
}
