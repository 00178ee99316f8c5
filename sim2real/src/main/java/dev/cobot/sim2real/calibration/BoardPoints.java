package dev.cobot.sim2real.calibration;

/**
 * Points of a board that were found in a picture.
 *
 * @param xMeters in the board's frame; owned by the record
 * @param yMeters in the board's frame; owned by the record
 * @param uPixels columns in the picture, pixel centres at integers; owned by the record
 * @param vPixels rows in the picture; owned by the record
 */
record BoardPoints(double[] xMeters, double[] yMeters, double[] uPixels, double[] vPixels) {
  BoardPoints {
    if (xMeters.length != yMeters.length
        || xMeters.length != uPixels.length
        || xMeters.length != vPixels.length) {
      throw new IllegalArgumentException(
          "each point has four coordinates, got "
              + xMeters.length
              + ", "
              + yMeters.length
              + ", "
              + uPixels.length
              + ", "
              + vPixels.length);
    }
  }

  int size() {
    return xMeters.length;
  }

  double meanU() {
    return mean(uPixels);
  }

  double meanV() {
    return mean(vPixels);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Returns the largest distance of a point from the board's origin, metres. */
  double reachMeters() {
    double reach = 0;
    for (int i = 0; i < size(); i++) {
      reach = Math.max(reach, Math.hypot(xMeters[i], yMeters[i]));
    }
    return reach;
  }
}
