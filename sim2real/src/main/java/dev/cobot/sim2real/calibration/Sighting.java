package dev.cobot.sim2real.calibration;

import java.util.List;

/**
 * What a finder says about one picture.
 *
 * @param orders the same points under every naming that the print allows: one for a board that
 *     shows how it is turned, two when it looks the same after half a turn; empty when it was not
 *     found
 * @param otherSize the size of a board that was found instead, or null
 * @param edgePixels width of the print's edges in the picture, as a measure of blur; NaN if unknown
 * @param detail why nothing was found, or what is odd about it; empty otherwise
 */
record Sighting(List<BoardPoints> orders, String otherSize, double edgePixels, String detail) {
  Sighting {
    orders = List.copyOf(orders);
  }

  static Sighting none(String detail) {
    return new Sighting(List.of(), null, Double.NaN, detail);
  }

  static Sighting other(String size, String detail) {
    return new Sighting(List.of(), size, Double.NaN, detail);
  }

  boolean found() {
    return !orders.isEmpty();
  }

  BoardPoints points() {
    return orders.get(0);
  }
}
