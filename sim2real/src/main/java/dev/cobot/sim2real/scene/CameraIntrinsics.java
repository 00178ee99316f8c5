package dev.cobot.sim2real.scene;

import java.util.List;
import java.util.Objects;

/**
 * Size, focal lengths, principal point and distortion of a camera, as in {@code
 * sensor_msgs/CameraInfo}. Integer pixel coordinates are pixel centres.
 */
public record CameraIntrinsics(
    int widthPixels,
    int heightPixels,
    double fx,
    double fy,
    double cx,
    double cy,
    LensDistortion lensDistortion) {
  /** The largest side that is accepted, so that a hostile header cannot ask for gigabytes. */
  public static final int MAX_SIDE_PIXELS = 8192;

  public CameraIntrinsics {
    if (!(widthPixels >= 8
        && widthPixels <= MAX_SIDE_PIXELS
        && heightPixels >= 8
        && heightPixels <= MAX_SIDE_PIXELS)) {
      throw new IllegalArgumentException(
          "each image side must be in [8, "
              + MAX_SIDE_PIXELS
              + "] pixels, got "
              + widthPixels
              + " x "
              + heightPixels);
    }
    if (!(fx > 0 && fy > 0 && fx < 1e6 && fy < 1e6)) {
      throw new IllegalArgumentException(
          "focal lengths must be in (0, 1e6) pixels, got fx=" + fx + " fy=" + fy);
    }
    if (!Double.isFinite(cx) || !Double.isFinite(cy)) {
      throw new IllegalArgumentException(
          "the principal point must be finite, got cx=" + cx + " cy=" + cy);
    }
    Objects.requireNonNull(lensDistortion, "lensDistortion");
  }

  /**
   * A {@code plumb_bob} lens.
   *
   * @param distortion (k1, k2, p1, p2, k3); all zero for an ideal lens
   */
  public CameraIntrinsics(
      int widthPixels,
      int heightPixels,
      double fx,
      double fy,
      double cx,
      double cy,
      List<Double> distortion) {
    this(
        widthPixels,
        heightPixels,
        fx,
        fy,
        cx,
        cy,
        LensDistortion.of(LensDistortion.Model.PLUMB_BOB, distortion));
  }

  /** Returns the coefficients of the distortion, in the order of its model. */
  public List<Double> distortion() {
    return lensDistortion.coefficients();
  }

  /** Returns an ideal camera with square pixels and the principal point at the image centre. */
  public static CameraIntrinsics ideal(int widthPixels, int heightPixels, double horizontalFovRad) {
    double f = widthPixels / 2.0 / StrictMath.tan(horizontalFovRad / 2);
    return new CameraIntrinsics(
        widthPixels,
        heightPixels,
        f,
        f,
        widthPixels / 2.0 - 0.5,
        heightPixels / 2.0 - 0.5,
        List.of(0.0, 0.0, 0.0, 0.0, 0.0));
  }

  /** Returns the intrinsics of the same lens after the image was resized to the given size. */
  public CameraIntrinsics resized(int newWidthPixels, int newHeightPixels) {
    double sx = (double) newWidthPixels / widthPixels;
    double sy = (double) newHeightPixels / heightPixels;
    return new CameraIntrinsics(
        newWidthPixels,
        newHeightPixels,
        fx * sx,
        fy * sy,
        (cx + 0.5) * sx - 0.5,
        (cy + 0.5) * sy - 0.5,
        lensDistortion);
  }

  /**
   * Applies the lens distortion to normalised image coordinates.
   *
   * @return the distorted (x, y); NaN where the lens model does not reach
   */
  public double[] distort(double x, double y) {
    return lensDistortion.distort(x, y, 1);
  }

  /**
   * Inverts {@link #distort}; exact for an ideal lens.
   *
   * @return (x, y); NaN where the lens model does not reach, or looks 90 degrees or more off the
   *     axis, which has no normalised coordinates
   */
  public double[] undistort(double xDistorted, double yDistorted) {
    Vector3 direction = lensDistortion.direction(xDistorted, yDistorted);
    return direction.z() > 0
        ? new double[] {direction.x() / direction.z(), direction.y() / direction.z()}
        : LensDistortion.nowhere();
  }
}
