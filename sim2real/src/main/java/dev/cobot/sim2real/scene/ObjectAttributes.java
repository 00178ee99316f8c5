package dev.cobot.sim2real.scene;

/**
 * What is believed about one object, with one sigma of uncertainty a value.
 *
 * @param id the track's name; stable while the object is followed
 * @param positionMeters the centre of the object, table frame
 * @param yawRad rotation about the table's z axis, modulo the kind's symmetry
 * @param score confidence in [0, 1] that an object of this kind is there
 */
public record ObjectAttributes(
    String id,
    ObjectKind kind,
    Vector3 positionMeters,
    double yawRad,
    ColorRgb color,
    Vector3 sizeMeters,
    double score,
    Uncertainty uncertainty) {

  /** One sigma per value; {@code yawRad} is pi for a body of revolution. */
  public record Uncertainty(Vector3 positionMeters, double yawRad, Vector3 colorRgb) {}

  /** Returns the same under another name. */
  public ObjectAttributes named(String otherId) {
    return new ObjectAttributes(
        otherId, kind, positionMeters, yawRad, color, sizeMeters, score, uncertainty);
  }

  /** Returns the object in plain words, for example {@code red cube}. */
  public String words() {
    return ColorName.nearest(color).word() + " " + kind.word();
  }
}
