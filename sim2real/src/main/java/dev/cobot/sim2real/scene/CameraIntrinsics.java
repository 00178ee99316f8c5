package dev.cobot.sim2real.scene;

import java.util.List;

/**
 * The pinhole model with Brown distortion, as in {@code sensor_msgs/CameraInfo} with {@code
 * plumb_bob}. Integer pixel coordinates are pixel centres.
 *
 * @param distortion (k1, k2, p1, p2, k3); all zero for an ideal lens
 */
public record CameraIntrinsics(
    int widthPixels,
    int heightPixels,
    double fx,
    double fy,
    double cx,
    double cy,
    List<Double> distortion) {
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
    distortion = List.copyOf(distortion);
    if (distortion.size() != 5 || distortion.stream().anyMatch(d -> !Double.isFinite(d))) {
      throw new IllegalArgumentException(
          "distortion must be five finite values (k1, k2, p1, p2, k3), got " + distortion);
    }
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
        distortion);
  }

  /**
   * Applies the lens distortion to normalised image coordinates (Brown 1966, the model of OpenCV
   * and ROS).
   *
   * @return the distorted (x, y)
   */
  public double[] distort(double x, double y) {
    double k1 = distortion.get(0);
    double k2 = distortion.get(1);
    double p1 = distortion.get(2);
    double p2 = distortion.get(3);
    double k3 = distortion.get(4);
    double r2 = x * x + y * y;
    double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    return new double[] {
      x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
      y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
    };
  }

  /** Inverts {@link #distort} by fixed-point iteration; exact for an ideal lens. */
  public double[] undistort(double xDistorted, double yDistorted) {
    double x = xDistorted;
    double y = yDistorted;
    for (int i = 0; i < 20; i++) {
      double[] d = distort(x, y);
      x += xDistorted - d[0];
      y += yDistorted - d[1];
    }
    return new double[] {x, y};
  }
}
