package dev.cobot.sim2real.scene;

/**
 * One object of a scene as it really is: ground truth, a label or a wish, never a belief.
 *
 * @param id the name of the object in its scene
 * @param positionMeters the centre of the object's bounding box at rest, table frame
 * @param rotation the rotation of the object's axes in the table frame
 * @param sizeMeters the extents along the object's own axes
 */
public record SceneObject(
    String id,
    ObjectKind kind,
    Vector3 positionMeters,
    Quaternion rotation,
    ColorRgb color,
    Vector3 sizeMeters) {

  /** Returns the rotation about the table's z axis, radians. */
  public double yawRad() {
    return rotation.toRollPitchYaw()[2];
  }

  /** Returns the same object elsewhere. */
  public SceneObject at(Vector3 newPositionMeters, Quaternion newRotation) {
    return new SceneObject(id, kind, newPositionMeters, newRotation, color, sizeMeters);
  }
}
