package dev.cobot.brain.objectfile;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;

/**
 * What a file says of its object: one row of {@link ObjectFileNet#decode}.
 *
 * @param positionMeters centre, table frame
 * @param positionSigmaMeters one sigma of each axis
 * @param yawRad in [-pi/4, pi/4), of a cube; of the others it means nothing
 * @param yawSigmaRad one sigma
 * @param colorSigma one sigma of a channel
 * @param held in [0, 1]: how surely the hand holds it
 * @param handMeters where the hand is, while it holds the object
 */
public record FileContent(
    Vector3 positionMeters,
    Vector3 positionSigmaMeters,
    double yawRad,
    double yawSigmaRad,
    ColorRgb color,
    double colorSigma,
    ObjectKind kind,
    double held,
    Vector3 handMeters) {
  /** Places are decoded in units of so many metres. */
  public static final double PLACE_UNIT_METERS = 0.1;

  /** First value of each part of a row; log variances are of values in the part's own unit. */
  public static final int POSITION = 0;

  public static final int POSITION_LOG_VARIANCE = 3;

  /** Cosine and sine of four times the yaw. */
  public static final int YAW = 6;

  public static final int YAW_LOG_VARIANCE = 8;
  public static final int COLOR = 9;
  public static final int COLOR_LOG_VARIANCE = 12;
  public static final int KIND = 13;
  public static final int HELD = 17;
  public static final int HAND = 18;

  /** Values of a row. */
  public static final int WIDTH = 21;

  /** Log variances are held within these, as the loss holds them. */
  private static final double LOG_VARIANCE_LIMIT = 10;

  /** Reads a row of many. */
  public static FileContent of(float[] rows, int row) {
    int at = row * WIDTH;
    int best = 0;
    for (int i = 1; i < ObjectFileNet.KINDS.size(); i++) {
      best = rows[at + KIND + i] > rows[at + KIND + best] ? i : best;
    }
    double turn = Math.atan2(rows[at + YAW + 1], rows[at + YAW]);
    return new FileContent(
        place(rows, at + POSITION),
        new Vector3(
                sigma(rows[at + POSITION_LOG_VARIANCE]),
                sigma(rows[at + POSITION_LOG_VARIANCE + 1]),
                sigma(rows[at + POSITION_LOG_VARIANCE + 2]))
            .times(PLACE_UNIT_METERS),
        turn / ObjectFileNet.YAW_ORDER,
        sigma(rows[at + YAW_LOG_VARIANCE]) / ObjectFileNet.YAW_ORDER,
        ColorRgb.clamped(rows[at + COLOR], rows[at + COLOR + 1], rows[at + COLOR + 2]),
        sigma(rows[at + COLOR_LOG_VARIANCE]),
        ObjectFileNet.KINDS.get(best),
        1 / (1 + Math.exp(-rows[at + HELD])),
        place(rows, at + HAND));
  }

  private static Vector3 place(float[] rows, int at) {
    return new Vector3(rows[at], rows[at + 1], rows[at + 2]).times(PLACE_UNIT_METERS);
  }

  private static double sigma(double logVariance) {
    return Math.exp(Math.max(-LOG_VARIANCE_LIMIT, Math.min(LOG_VARIANCE_LIMIT, logVariance)) / 2);
  }
}
