package dev.cobot.brain.attribute;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;

/**
 * The attribute domain's latent and what a decoder's answer in it means.
 *
 * <p>Latent: one-hot kind ({@link #KINDS}), position (3, in 0.3 m), cos and sin of the yaw times
 * the kind's symmetry order (2), sRGB as 2c - 1 (3), size (3, in 0.1 m), direction of its own z
 * axis (3). Decoded: kind logits, the other values' means, then logarithms of variances for
 * position (3), yaw (1, of both its components) and colour (3).
 */
public final class AttributeDomain {
  public static final int KINDS = ObjectKind.values().length;
  public static final int MEANS = 14;
  public static final int LOG_VARIANCES = 7;
  public static final int LATENT_WIDTH = KINDS + MEANS;
  public static final int DECODED_WIDTH = KINDS + MEANS + LOG_VARIANCES;

  /**
   * Bounds of the logarithm of a variance, in the latent's units: sigma between 0.6 mm and 0.8 m of
   * position.
   */
  public static final float MIN_LOG_VARIANCE = -10;

  public static final float MAX_LOG_VARIANCE = 2;

  private static final double POSITION_SCALE_METERS = 0.3;
  private static final double SIZE_SCALE_METERS = 0.1;

  /** Index of the axis among the means. */
  private static final int AXIS = 11;

  private static final double SHORTEST_AXIS = 0.1;

  private AttributeDomain() {}

  /** Returns the latent of an object that stands, with these attributes. */
  public static float[] latent(
      ObjectKind kind, Vector3 positionMeters, double yawRad, ColorRgb color, Vector3 sizeMeters) {
    return latent(kind, positionMeters, yawRad, color, sizeMeters, ObjectAttributes.UPRIGHT);
  }

  /** Returns the latent of an object with these attributes. */
  public static float[] latent(
      ObjectKind kind,
      Vector3 positionMeters,
      double yawRad,
      ColorRgb color,
      Vector3 sizeMeters,
      Vector3 axis) {
    float[] latent = new float[LATENT_WIDTH];
    latent[kind.ordinal()] = 1;
    int order = kind.yawSymmetryOrder();
    double[] means = {
      positionMeters.x() / POSITION_SCALE_METERS,
      positionMeters.y() / POSITION_SCALE_METERS,
      positionMeters.z() / POSITION_SCALE_METERS,
      order == 0 ? 0 : StrictMath.cos(order * yawRad),
      order == 0 ? 0 : StrictMath.sin(order * yawRad),
      2 * color.red() - 1,
      2 * color.green() - 1,
      2 * color.blue() - 1,
      sizeMeters.x() / SIZE_SCALE_METERS,
      sizeMeters.y() / SIZE_SCALE_METERS,
      sizeMeters.z() / SIZE_SCALE_METERS,
      axis.x(),
      axis.y(),
      axis.z()
    };
    for (int i = 0; i < MEANS; i++) {
      latent[KINDS + i] = (float) means[i];
    }
    return latent;
  }

  /** Returns the latent of believed attributes. */
  public static float[] latent(ObjectAttributes a) {
    return latent(a.kind(), a.positionMeters(), a.yawRad(), a.color(), a.sizeMeters(), a.axis());
  }

  /** Returns the latent of an object as it is. */
  public static float[] latent(SceneObject o) {
    return latent(
        o.kind(),
        o.positionMeters(),
        o.yawRad(),
        o.color(),
        o.sizeMeters(),
        ObjectAttributes.axisOf(o));
  }

  /**
   * Returns what a decoder's answer says.
   *
   * @param decoded {@link #DECODED_WIDTH} values starting at {@code offset}
   * @param sigmaScale factor on every sigma, from calibration on held-out pictures
   */
  public static ObjectAttributes decode(
      String id, float[] decoded, int offset, double score, double sigmaScale) {
    ObjectKind kind = ObjectKind.CUBE;
    for (ObjectKind other : ObjectKind.values()) {
      if (decoded[offset + other.ordinal()] > decoded[offset + kind.ordinal()]) {
        kind = other;
      }
    }
    int m = offset + KINDS;
    int v = m + MEANS;
    int order = kind.yawSymmetryOrder();
    double yawRad = order == 0 ? 0 : StrictMath.atan2(decoded[m + 4], decoded[m + 3]) / order;
    double yawSigma =
        order == 0
            ? Math.PI
            : Math.min(
                Math.PI / order,
                sigma(decoded[v + 3])
                    / Math.max(0.1, Math.hypot(decoded[m + 3], decoded[m + 4]))
                    / order
                    * sigmaScale);
    double p = POSITION_SCALE_METERS * sigmaScale;
    double c = 0.5 * sigmaScale;
    return new ObjectAttributes(
        id,
        kind,
        new Vector3(
            decoded[m] * POSITION_SCALE_METERS,
            decoded[m + 1] * POSITION_SCALE_METERS,
            decoded[m + 2] * POSITION_SCALE_METERS),
        yawRad,
        ColorRgb.clamped(
            (decoded[m + 5] + 1) / 2, (decoded[m + 6] + 1) / 2, (decoded[m + 7] + 1) / 2),
        new Vector3(
            Math.max(0.001, decoded[m + 8] * SIZE_SCALE_METERS),
            Math.max(0.001, decoded[m + 9] * SIZE_SCALE_METERS),
            Math.max(0.001, decoded[m + 10] * SIZE_SCALE_METERS)),
        score,
        new ObjectAttributes.Uncertainty(
            new Vector3(
                sigma(decoded[v]) * p, sigma(decoded[v + 1]) * p, sigma(decoded[v + 2]) * p),
            yawSigma,
            new Vector3(
                sigma(decoded[v + 4]) * c, sigma(decoded[v + 5]) * c, sigma(decoded[v + 6]) * c)),
        axis(decoded, m + AXIS));
  }

  /** Returns the unit vector of three values; what is too short to point stands. */
  private static Vector3 axis(float[] decoded, int at) {
    Vector3 axis = new Vector3(decoded[at], decoded[at + 1], decoded[at + 2]);
    double length = axis.norm();
    return length < SHORTEST_AXIS ? ObjectAttributes.UPRIGHT : axis.times(1 / length);
  }

  private static double sigma(float logVariance) {
    return Math.exp(
        0.5 * Math.max(MIN_LOG_VARIANCE, Math.min(MAX_LOG_VARIANCE, (double) logVariance)));
  }
}
