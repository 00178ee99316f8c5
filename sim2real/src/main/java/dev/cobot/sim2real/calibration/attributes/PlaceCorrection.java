package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.Vector3;

/**
 * A small motion of everything on the table: turned and scaled about a centre, then shifted.
 *
 * @param centerXMeters of the labelled objects, table frame; as the next
 * @param shiftXMeters where the centre goes, from where it was; as the next
 * @param turnRad about the table's z axis
 * @param scale of distances from the centre
 */
public record PlaceCorrection(
    double centerXMeters,
    double centerYMeters,
    double shiftXMeters,
    double shiftYMeters,
    double turnRad,
    double scale) {
  /** Leaves everything where it is. */
  public static final PlaceCorrection NONE = new PlaceCorrection(0, 0, 0, 0, 0, 1);

  private static final double MAX_CENTER_METERS = 10;
  private static final double MAX_SHIFT_METERS = 0.2;
  private static final double MAX_TURN_RAD = Math.toRadians(15);
  private static final double MIN_SCALE = 0.8;
  private static final double MAX_SCALE = 1.25;

  public PlaceCorrection {
    CorrectionLimits.within("centerXMeters", centerXMeters, -MAX_CENTER_METERS, MAX_CENTER_METERS);
    CorrectionLimits.within("centerYMeters", centerYMeters, -MAX_CENTER_METERS, MAX_CENTER_METERS);
    CorrectionLimits.within("shiftXMeters", shiftXMeters, -MAX_SHIFT_METERS, MAX_SHIFT_METERS);
    CorrectionLimits.within("shiftYMeters", shiftYMeters, -MAX_SHIFT_METERS, MAX_SHIFT_METERS);
    CorrectionLimits.within("turnRad", turnRad, -MAX_TURN_RAD, MAX_TURN_RAD);
    CorrectionLimits.within("scale", scale, MIN_SCALE, MAX_SCALE);
  }

  /** Returns where a point belongs; its height stays. */
  Vector3 apply(Vector3 positionMeters) {
    double x = positionMeters.x() - centerXMeters;
    double y = positionMeters.y() - centerYMeters;
    double c = scale * Math.cos(turnRad);
    double s = scale * Math.sin(turnRad);
    return new Vector3(
        centerXMeters + shiftXMeters + c * x - s * y,
        centerYMeters + shiftYMeters + s * x + c * y,
        positionMeters.z());
  }
}
