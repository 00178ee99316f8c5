package dev.cobot.sim2real.scene;

/**
 * A rigid transform {@code targetFromSource}: it maps a point given in frame {@code source} to
 * frame {@code target}. Chaining checks that adjacent frame names cancel.
 *
 * @param target the frame of the result, for example {@code table}
 * @param source the frame of the input, for example {@code camera_optical}
 * @param translation the origin of the source frame, in the target frame, metres
 * @param rotation the rotation of the source axes in the target frame
 */
public record Transform(String target, String source, Vector3 translation, Quaternion rotation) {
  public Transform {
    if (!translation.isFinite()) {
      throw new IllegalArgumentException(
          target + " from " + source + ": the translation must be finite, got " + translation);
    }
  }

  public static Transform identity(String target, String source) {
    return new Transform(target, source, Vector3.ZERO, Quaternion.IDENTITY);
  }

  /** Returns {@code targetFromSource} chained with {@code sourceFromOther}. */
  public Transform after(Transform first) {
    if (!source.equals(first.target)) {
      throw new IllegalArgumentException(
          "cannot chain "
              + target
              + " from "
              + source
              + " with "
              + first.target
              + " from "
              + first.source);
    }
    return new Transform(
        target, first.source, apply(first.translation), rotation.after(first.rotation));
  }

  public Transform inverse() {
    Quaternion back = rotation.inverse();
    return new Transform(source, target, back.rotate(translation).times(-1), back);
  }

  /** Maps a point from the source frame to the target frame. */
  public Vector3 apply(Vector3 point) {
    return rotation.rotate(point).plus(translation);
  }
}
