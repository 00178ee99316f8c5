package dev.cobot.node.topics;

import java.util.Locale;
import java.util.Optional;

/** The colours of a sensor's mosaic, named by its upper left two by two pixels, row by row. */
enum BayerPattern {
  RGGB(0, 0),
  GRBG(1, 0),
  GBRG(0, 1),
  BGGR(1, 1);

  private final int redColumn;
  private final int redRow;

  BayerPattern(int redColumn, int redRow) {
    this.redColumn = redColumn;
    this.redRow = redRow;
  }

  /**
   * Returns the pattern of an encoding such as {@code bayer_rggb8}, if it is one of 8 or 16 bit.
   */
  static Optional<BayerPattern> of(String encoding) {
    for (BayerPattern pattern : values()) {
      if (encoding.equals(pattern.encoding(8)) || encoding.equals(pattern.encoding(16))) {
        return Optional.of(pattern);
      }
    }
    return Optional.empty();
  }

  String encoding(int bits) {
    return "bayer_" + name().toLowerCase(Locale.ROOT) + bits;
  }

  /**
   * Makes colours of a mosaic by bilinear interpolation; at the border the mosaic is mirrored,
   * which keeps its pattern.
   *
   * @param samples (height, width), both at least 2
   * @return (height, width, 3)
   */
  byte[] rgb(byte[] samples, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int row = y * width;
      int up = (y == 0 ? 1 : y - 1) * width;
      int down = (y == height - 1 ? height - 2 : y + 1) * width;
      boolean inRedRow = (y & 1) == redRow;
      for (int x = 0; x < width; x++, at += 3) {
        int left = x == 0 ? 1 : x - 1;
        int right = x == width - 1 ? width - 2 : x + 1;
        boolean inRedColumn = (x & 1) == redColumn;
        int own = samples[row + x] & 0xff;
        int across = (samples[row + left] & 0xff) + (samples[row + right] & 0xff);
        int along = (samples[up + x] & 0xff) + (samples[down + x] & 0xff);
        if (inRedRow == inRedColumn) {
          int corners =
              (samples[up + left] & 0xff)
                  + (samples[up + right] & 0xff)
                  + (samples[down + left] & 0xff)
                  + (samples[down + right] & 0xff);
          int other = (corners + 2) / 4;
          rgb[at] = (byte) (inRedRow ? own : other);
          rgb[at + 1] = (byte) ((across + along + 2) / 4);
          rgb[at + 2] = (byte) (inRedRow ? other : own);
        } else {
          int mean = (across + 1) / 2;
          int meanAlong = (along + 1) / 2;
          rgb[at] = (byte) (inRedRow ? mean : meanAlong);
          rgb[at + 1] = (byte) own;
          rgb[at + 2] = (byte) (inRedRow ? meanAlong : mean);
        }
      }
    }
    return rgb;
  }
}
