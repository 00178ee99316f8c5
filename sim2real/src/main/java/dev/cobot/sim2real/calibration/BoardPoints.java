package dev.cobot.sim2real.calibration;

import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

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

  /** Returns the points of several pictures as one set. */
  static BoardPoints joined(List<BoardPoints> sets) {
    return new BoardPoints(
        joined(sets, BoardPoints::xMeters),
        joined(sets, BoardPoints::yMeters),
        joined(sets, BoardPoints::uPixels),
        joined(sets, BoardPoints::vPixels));
  }

  private static double[] joined(List<BoardPoints> sets, Function<BoardPoints, double[]> values) {
    return sets.stream().flatMapToDouble(set -> DoubleStream.of(values.apply(set))).toArray();
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
