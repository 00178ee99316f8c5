package dev.cobot.sim2real.calibration.attributes;

/** A part of a correction that is accepted or refused on its own. */
public enum CorrectionPart {
  /** Shift, turn and scale on the table; judged by the horizontal error, metres. */
  PLACE("place", "position error", "mm", 1000, 10),
  /** Judged by the error of z, metres. */
  HEIGHT("height", "height error", "mm", 1000, 10),
  /** Judged by the error of yaw modulo symmetry, radians. */
  YAW("yaw", "yaw error", "degrees", 180 / Math.PI, 10),
  /** Judged by the error of a channel, sRGB. */
  COLOR("color", "colour error", "a channel", 1, 15),
  /** Judged by how far the coverage of one sigma is from what it says; as the next three. */
  POSITION_SIGMA("positionSigma", "coverage of x and y is off by", "%", 100, 20),
  HEIGHT_SIGMA("heightSigma", "coverage of z is off by", "%", 100, 20),
  YAW_SIGMA("yawSigma", "coverage of yaw is off by", "%", 100, 20),
  COLOR_SIGMA("colorSigma", "coverage of colour is off by", "%", 100, 20),
  /** Judged by the recall that is lost and the precision that is lacking. */
  MIN_SCORE("minScore", "cost", "", 1, 20);

  private final String id;
  private final String measure;
  private final String unit;
  private final double perUnit;
  private final int leastMatches;

  CorrectionPart(String id, String measure, String unit, double perUnit, int leastMatches) {
    this.id = id;
    this.measure = measure;
    this.unit = unit;
    this.perUnit = perUnit;
    this.leastMatches = leastMatches;
  }

  /** Returns the name in documents. */
  public String id() {
    return id;
  }

  /** Returns how many objects of the pictures must tell of it at least. */
  public int leastMatches() {
    return leastMatches;
  }

  /** Returns what is compared, in words. */
  String measure() {
    return measure;
  }

  /** Returns the unit that people read. */
  String unit() {
    return unit;
  }

  /** Returns a value in the unit that people read. */
  double readable(double value) {
    return perUnit * value;
  }
}
