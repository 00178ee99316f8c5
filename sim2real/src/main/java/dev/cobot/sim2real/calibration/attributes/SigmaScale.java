package dev.cobot.sim2real.calibration.attributes;

/**
 * By what the stated sigmas are multiplied, so that one sigma covers what it says.
 *
 * @param position of x and y
 * @param height of z
 * @param color of every channel
 */
public record SigmaScale(double position, double height, double yaw, double color) {
  /** Leaves sigmas as they are. */
  public static final SigmaScale NONE = new SigmaScale(1, 1, 1, 1);

  private static final double MIN = 0.05;
  private static final double MAX = 20;

  public SigmaScale {
    CorrectionLimits.within("position sigma scale", position, MIN, MAX);
    CorrectionLimits.within("height sigma scale", height, MIN, MAX);
    CorrectionLimits.within("yaw sigma scale", yaw, MIN, MAX);
    CorrectionLimits.within("color sigma scale", color, MIN, MAX);
  }
}
