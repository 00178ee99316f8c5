package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.util.List;
import org.ejml.simple.SimpleMatrix;
import org.ejml.simple.SimpleSVD;

/**
 * The pose of a flat board in front of a camera of known intrinsics.
 *
 * @param cameraFromBoard the pose with the smallest error
 * @param rmsPixels root mean square of the distances between points and their projections
 * @param otherCameraFromBoard the other pose that a flat board has when its perspective is weak:
 *     the tilt mirrored at the line of sight; the same pose when there is no other
 * @param otherRmsPixels the error of the other pose
 * @param covariance 6 x 6 of the step of {@link RigidPose#stepped}, for one pixel of noise
 */
record PlanePose(
    RigidPose cameraFromBoard,
    double rmsPixels,
    RigidPose otherCameraFromBoard,
    double otherRmsPixels,
    SimpleMatrix covariance) {

  /**
   * Solves for the pose.
   *
   * @throws IllegalArgumentException if the points are too few or in one line
   */
  static PlanePose solve(CameraIntrinsics lens, BoardPoints points) {
    RigidPose start = start(lens, points);
    PlanePose first = refine(lens, points, start);
    PlanePose second = refine(lens, points, mirrored(start, points));
    boolean swap = second.rmsPixels < first.rmsPixels;
    PlanePose best = swap ? second : first;
    PlanePose other = swap ? first : second;
    return new PlanePose(
        best.cameraFromBoard,
        best.rmsPixels,
        other.cameraFromBoard,
        other.rmsPixels,
        best.covariance);
  }

  /**
   * Returns the homography that maps board metres to the plane of the given image coordinates, up
   * to scale, row-major, by the normalised direct linear transform.
   */
  static double[] homography(double[] x, double[] y, double[] u, double[] v) {
    int n = x.length;
    if (n < 4) {
      throw new IllegalArgumentException("a homography needs at least 4 points, got " + n);
    }
    double[] from = normalisation(x, y);
    double[] to = normalisation(u, v);
    SimpleMatrix a = new SimpleMatrix(2 * n, 9);
    for (int i = 0; i < n; i++) {
      double px = (x[i] - from[0]) * from[2];
      double py = (y[i] - from[1]) * from[2];
      double pu = (u[i] - to[0]) * to[2];
      double pv = (v[i] - to[1]) * to[2];
      a.setRow(2 * i, 0, px, py, 1, 0, 0, 0, -pu * px, -pu * py, -pu);
      a.setRow(2 * i + 1, 0, 0, 0, 0, px, py, 1, -pv * px, -pv * py, -pv);
    }
    // The normal matrix is small whatever the number of points.
    SimpleSVD<SimpleMatrix> svd = a.transpose().mult(a).svd();
    SimpleMatrix h = svd.getV().extractVector(false, 8);
    h.reshape(3, 3);
    SimpleMatrix in =
        new SimpleMatrix(
            3, 3, true, from[2], 0, -from[0] * from[2], 0, from[2], -from[1] * from[2], 0, 0, 1);
    SimpleMatrix back =
        new SimpleMatrix(3, 3, true, 1 / to[2], 0, to[0], 0, 1 / to[2], to[1], 0, 0, 1);
    SimpleMatrix full = back.mult(h).mult(in);
    return full.getDDRM().getData().clone();
  }

  /** Returns mean x, mean y and the scale that brings the mean distance to one. */
  private static double[] normalisation(double[] x, double[] y) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < x.length; i++) {
      meanX += x[i] / x.length;
      meanY += y[i] / x.length;
    }
    double mean = 0;
    for (int i = 0; i < x.length; i++) {
      mean += Math.hypot(x[i] - meanX, y[i] - meanY) / x.length;
    }
    return new double[] {meanX, meanY, 1 / Math.max(mean, 1e-12)};
  }

  private static RigidPose start(CameraIntrinsics lens, BoardPoints points) {
    int n = points.size();
    double[] u = new double[n];
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      double[] ideal =
          lens.undistort(
              (points.uPixels()[i] - lens.cx()) / lens.fx(),
              (points.vPixels()[i] - lens.cy()) / lens.fy());
      boolean usable = Double.isFinite(ideal[0]) && Double.isFinite(ideal[1]);
      u[i] = usable ? ideal[0] : (points.uPixels()[i] - lens.cx()) / lens.fx();
      v[i] = usable ? ideal[1] : (points.vPixels()[i] - lens.cy()) / lens.fy();
    }
    return fromHomography(homography(points.xMeters(), points.yMeters(), u, v), points);
  }

  /** Returns the pose nearest to a homography between the board and the plane at depth one. */
  static RigidPose fromHomography(double[] h, BoardPoints points) {
    double scale =
        2 / (Math.hypot(Math.hypot(h[0], h[3]), h[6]) + Math.hypot(Math.hypot(h[1], h[4]), h[7]));
    double depth = h[6] * points.xMeters()[0] + h[7] * points.yMeters()[0] + h[8];
    if (depth < 0) {
      scale = -scale;
    }
    double[] a = {h[0] * scale, h[3] * scale, h[6] * scale};
    double[] b = {h[1] * scale, h[4] * scale, h[7] * scale};
    double[] c = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    SimpleMatrix near =
        new SimpleMatrix(3, 3, true, a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]);
    SimpleSVD<SimpleMatrix> svd = near.svd();
    SimpleMatrix rotation = svd.getU().mult(svd.getV().transpose());
    if (rotation.determinant() < 0) {
      SimpleMatrix flip = SimpleMatrix.diag(1, 1, -1);
      rotation = svd.getU().mult(flip).mult(svd.getV().transpose());
    }
    return new RigidPose(
        rotation.getDDRM().getData().clone(),
        new double[] {h[2] * scale, h[5] * scale, h[8] * scale});
  }

  /** Returns the pose whose tilt is mirrored at the line of sight to the middle of the points. */
  private static RigidPose mirrored(RigidPose pose, BoardPoints points) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < points.size(); i++) {
      meanX += points.xMeters()[i] / points.size();
      meanY += points.yMeters()[i] / points.size();
    }
    double[] middle = {meanX, meanY, 0};
    double[] sight = pose.apply(middle);
    double norm = Math.sqrt(sight[0] * sight[0] + sight[1] * sight[1] + sight[2] * sight[2]);
    double[] halfTurn = {
      Math.PI * sight[0] / norm, Math.PI * sight[1] / norm, Math.PI * sight[2] / norm
    };
    double[] rotation =
        RigidPose.product(
            RigidPose.product(RigidPose.exp(halfTurn), pose.rotation()),
            new double[] {-1, 0, 0, 0, -1, 0, 0, 0, 1});
    double[] moved = new RigidPose(rotation, new double[3]).apply(middle);
    return new RigidPose(
        rotation, new double[] {sight[0] - moved[0], sight[1] - moved[1], sight[2] - moved[2]});
  }

  /** Returns how many of the points lie where the lens model has no ray before the camera. */
  static int beyond(CameraIntrinsics lens, BoardPoints points) {
    int beyond = 0;
    for (int i = 0; i < points.size(); i++) {
      double[] ideal =
          lens.undistort(
              (points.uPixels()[i] - lens.cx()) / lens.fx(),
              (points.vPixels()[i] - lens.cy()) / lens.fy());
      beyond += Double.isFinite(ideal[0]) && Double.isFinite(ideal[1]) ? 0 : 1;
    }
    return beyond;
  }

  /**
   * Returns the root mean square of the distances between found and projected points, pixels; null
   * where the lens model does not reach all of them.
   */
  static Double rmsPixels(CameraIntrinsics lens, BoardPoints points, RigidPose pose) {
    double sum = 0;
    for (double residual : residuals(lens, points, pose)) {
      sum += residual * residual;
    }
    double rms = Math.sqrt(sum / points.size());
    return Double.isFinite(rms) ? rms : null;
  }

  private static PlanePose refine(CameraIntrinsics lens, BoardPoints points, RigidPose start) {
    PoseLeastSquares solved =
        PoseLeastSquares.solve(List.of(start), poses -> residuals(lens, points, poses.get(0)));
    RigidPose pose = solved.poses().get(0);
    double rms = Math.sqrt(solved.cost() / points.size());
    return new PlanePose(pose, rms, pose, rms, solved.covariance());
  }

  /** Returns projected minus found, pixels: u and v of each point in turn. */
  static double[] residuals(CameraIntrinsics lens, BoardPoints points, RigidPose pose) {
    double[] residuals = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      double[] p = pose.apply(new double[] {points.xMeters()[i], points.yMeters()[i], 0});
      double[] pixel = project(lens, p);
      residuals[2 * i] = pixel[0] - points.uPixels()[i];
      residuals[2 * i + 1] = pixel[1] - points.vPixels()[i];
    }
    return residuals;
  }

  /** Returns the pixel of a point of the camera's frame; one behind the camera has none. */
  static double[] project(CameraIntrinsics lens, double[] p) {
    if (!(p[2] > 1e-6)) {
      return new double[] {Double.NaN, Double.NaN};
    }
    double[] d = lens.distort(p[0] / p[2], p[1] / p[2]);
    return new double[] {lens.fx() * d[0] + lens.cx(), lens.fy() * d[1] + lens.cy()};
  }
}
