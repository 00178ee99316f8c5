package dev.cobot.sim2real.scene;

/**
 * A calibrated camera: how a point of the table becomes a pixel, and back.
 *
 * @param id tells the cameras of a cell apart
 * @param tableFromCamera pose of the optical frame (z forward, x right, y down) in the table frame
 */
public record CameraModel(String id, CameraIntrinsics intrinsics, Transform tableFromCamera) {
  public static final String TABLE = "table";
  public static final String OPTICAL = "camera_optical";

  /** The id of a camera that is the only one. */
  public static final String ONLY = "camera";

  public CameraModel {
    if (!tableFromCamera.target().equals(TABLE) || !tableFromCamera.source().equals(OPTICAL)) {
      throw new IllegalArgumentException(
          "a camera model needs table from camera_optical, got "
              + tableFromCamera.target()
              + " from "
              + tableFromCamera.source());
    }
    if (!id.matches("[a-z][a-z0-9_]{0,31}")) {
      throw new IllegalArgumentException(
          "a camera's id needs 1 to 32 small letters, digits or underscores and begins with a"
              + " letter, got '"
              + id
              + "'");
    }
  }

  /** The only camera of a cell. */
  public CameraModel(CameraIntrinsics intrinsics, Transform tableFromCamera) {
    this(ONLY, intrinsics, tableFromCamera);
  }

  /**
   * Returns the pose of a camera at {@code eye} that looks at {@code target}, both in the table
   * frame, with z up in the image.
   */
  public static Transform lookAt(Vector3 eye, Vector3 target) {
    Vector3 forward = target.minus(eye).normalized();
    Vector3 right = forward.cross(new Vector3(0, 0, 1)).normalized();
    Vector3 down = forward.cross(right);
    return new Transform(
        TABLE,
        OPTICAL,
        eye,
        Quaternion.fromMatrix(
            new double[] {
              right.x(),
              down.x(),
              forward.x(),
              right.y(),
              down.y(),
              forward.y(),
              right.z(),
              down.z(),
              forward.z()
            }));
  }

  /**
   * A pixel position with its depth along the optical axis; x right, y down, pixel centres at
   * integers. Of a point in front of the camera that the lens model does not reach all three are
   * NaN. A point behind the camera has a non-positive depth, and a position only if the lens sees
   * that far round.
   */
  public record Pixel(double x, double y, double depthMeters) {}

  /** Projects a point of the table frame; a point behind the camera has a non-positive depth. */
  public Pixel project(Vector3 tablePointMeters) {
    return pixel(tableFromCamera.inverse().apply(tablePointMeters));
  }

  /** Projects a point of the camera's optical frame, as {@link #project}. */
  public Pixel pixel(Vector3 opticalPointMeters) {
    Vector3 p = opticalPointMeters;
    double[] d = intrinsics.lensDistortion().distort(p.x(), p.y(), p.z());
    double depthMeters = p.z() > 0 && Double.isNaN(d[0]) ? Double.NaN : p.z();
    return new Pixel(
        intrinsics.fx() * d[0] + intrinsics.cx(),
        intrinsics.fy() * d[1] + intrinsics.cy(),
        depthMeters);
  }

  /**
   * Returns the unit direction, in the table frame, in which the pixel looks; NaN for a pixel that
   * the lens model does not reach.
   */
  public Vector3 rayDirection(double xPixels, double yPixels) {
    Vector3 direction =
        intrinsics
            .lensDistortion()
            .direction(
                (xPixels - intrinsics.cx()) / intrinsics.fx(),
                (yPixels - intrinsics.cy()) / intrinsics.fy());
    return direction.isFinite()
        ? tableFromCamera.rotation().rotate(direction.normalized())
        : direction;
  }

  /**
   * Intersects a pixel's ray with a horizontal plane.
   *
   * @return the point in the table frame, or null when the pixel has no ray or its ray goes away
   *     from the plane
   */
  public Vector3 intersectPlane(double xPixels, double yPixels, double planeZMeters) {
    Vector3 direction = rayDirection(xPixels, yPixels);
    Vector3 eye = tableFromCamera.translation();
    double t = (planeZMeters - eye.z()) / direction.z();
    return t > 0 && Double.isFinite(t) ? eye.plus(direction.times(t)) : null;
  }
}
