package dev.cobot.sim2real.calibration.attributes;

/** What a correction may be at most: more is a wrong camera or wrong labels. */
final class CorrectionLimits {
  private CorrectionLimits() {}

  /** Throws an {@code IllegalArgumentException} unless the value is within the limits. */
  static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s of a correction must be in [%s, %s], got %s".formatted(name, low, high, value));
    }
  }
}
