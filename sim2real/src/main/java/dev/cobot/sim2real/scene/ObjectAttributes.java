package dev.cobot.sim2real.scene;

/**
 * What is believed about one object, with one sigma of uncertainty a value.
 *
 * @param id the track's name; stable while the object is followed
 * @param positionMeters the centre of the object, table frame
 * @param yawRad rotation about the table's z axis, modulo the kind's symmetry
 * @param score confidence in [0, 1] that an object of this kind is there
 * @param axis where the object's own z axis points, table frame, a unit vector; a bottle that lies
 *     points to its cap
 */
public record ObjectAttributes(
    String id,
    ObjectKind kind,
    Vector3 positionMeters,
    double yawRad,
    ColorRgb color,
    Vector3 sizeMeters,
    double score,
    Uncertainty uncertainty,
    Vector3 axis) {
  /** The axis of what stands. */
  public static final Vector3 UPRIGHT = new Vector3(0, 0, 1);

  private static final double LYING_BELOW = 0.6;

  /** One sigma per value; {@code yawRad} is pi for a body of revolution. */
  public record Uncertainty(Vector3 positionMeters, double yawRad, Vector3 colorRgb) {}

  /** An object that stands. */
  public ObjectAttributes(
      String id,
      ObjectKind kind,
      Vector3 positionMeters,
      double yawRad,
      ColorRgb color,
      Vector3 sizeMeters,
      double score,
      Uncertainty uncertainty) {
    this(id, kind, positionMeters, yawRad, color, sizeMeters, score, uncertainty, UPRIGHT);
  }

  /** Returns what is known of an object as it is. */
  public static ObjectAttributes certain(SceneObject object) {
    return new ObjectAttributes(
        object.id(),
        object.kind(),
        object.positionMeters(),
        object.yawRad(),
        object.color(),
        object.sizeMeters(),
        1,
        new Uncertainty(Vector3.ZERO, 0, Vector3.ZERO),
        axisOf(object));
  }

  /** Returns the direction of an object's own z axis, table frame. */
  public static Vector3 axisOf(SceneObject object) {
    return object.rotation().rotate(UPRIGHT);
  }

  /** Returns the same under another name. */
  public ObjectAttributes named(String otherId) {
    return new ObjectAttributes(
        otherId, kind, positionMeters, yawRad, color, sizeMeters, score, uncertainty, axis);
  }

  /** Returns the same with another axis, which need not be of length 1 but must not be zero. */
  public ObjectAttributes leaning(Vector3 otherAxis) {
    return new ObjectAttributes(
        id,
        kind,
        positionMeters,
        yawRad,
        color,
        sizeMeters,
        score,
        uncertainty,
        otherAxis.times(1 / otherAxis.norm()));
  }

  /** Whether it lies on its side, or nearly so. */
  public boolean isLying() {
    return axis.z() < LYING_BELOW;
  }

  /** Returns how it is turned, {@code table} from the object's own axes. */
  public Quaternion rotation() {
    double flat = Math.hypot(axis.x(), axis.y());
    return isLying()
        ? Quaternion.fromRollPitchYaw(0, Math.atan2(flat, axis.z()), Math.atan2(axis.y(), axis.x()))
        : Quaternion.fromYaw(yawRad);
  }

  /** Returns the object in plain words, for example {@code red cube}. */
  public String words() {
    return ColorName.nearest(color).word() + " " + kind.word();
  }
}
