package dev.cobot.sim2real.calibration;

import java.util.ArrayList;
import java.util.List;
import org.ejml.simple.SimpleMatrix;
import org.ejml.simple.SimpleSVD;

/**
 * Solves {@code A X = X B} for the camera on a hand (Park and Martin 1994, over all pairs of
 * views).
 *
 * <p>With {@code mount} the frame the camera is fixed to and {@code world} the one that the board
 * is fixed to, {@code worldFromMount * mountFromCamera * cameraFromBoard} is the same in every
 * view. For a camera beside the arm the mount is the base and the world the tool.
 *
 * @param mountFromCamera what was sought
 * @param worldFromBoard where the board is
 */
record HandEyeSolver(RigidPose mountFromCamera, RigidPose worldFromBoard) {
  private static final double MIN_ANGLE_RAD = Math.toRadians(0.5);
  private static final double MAX_ANGLE_RAD = Math.toRadians(170);

  /**
   * How much the motions turn.
   *
   * @param mostDegrees the largest turn between two views
   * @param axis the mean axis, in the mount's frame
   * @param acrossDegrees root mean square of the turns about axes across the mean one
   */
  record Motion(double mostDegrees, double[] axis, double acrossDegrees) {}

  /** Measures the motions. */
  static Motion motion(List<RigidPose> worldFromMount) {
    SimpleMatrix scatter = new SimpleMatrix(3, 3);
    double most = 0;
    int pairs = 0;
    for (int i = 0; i < worldFromMount.size(); i++) {
      for (int j = i + 1; j < worldFromMount.size(); j++) {
        double[] turn = RigidPose.log(between(worldFromMount, i, j).rotation());
        double angle = norm(turn);
        most = Math.max(most, angle);
        SimpleMatrix t = new SimpleMatrix(3, 1, true, turn);
        scatter = scatter.plus(t.mult(t.transpose()));
        pairs++;
      }
    }
    SimpleSVD<SimpleMatrix> svd = scatter.svd();
    return new Motion(
        Math.toDegrees(most),
        svd.getU().extractVector(false, 0).getDDRM().getData().clone(),
        Math.toDegrees(Math.sqrt(svd.getSingleValue(1) / Math.max(1, pairs))));
  }

  /** Solves in closed form. */
  static HandEyeSolver closedForm(List<RigidPose> worldFromMount, List<RigidPose> cameraFromBoard) {
    SimpleMatrix cross = new SimpleMatrix(3, 3);
    List<RigidPose> a = new ArrayList<>();
    List<RigidPose> b = new ArrayList<>();
    for (int i = 0; i < worldFromMount.size(); i++) {
      for (int j = i + 1; j < worldFromMount.size(); j++) {
        RigidPose mounts = between(worldFromMount, i, j);
        RigidPose cameras = cameraFromBoard.get(j).after(cameraFromBoard.get(i).inverse());
        double[] alpha = RigidPose.log(mounts.rotation());
        double[] beta = RigidPose.log(cameras.rotation());
        a.add(mounts);
        b.add(cameras);
        // Near a half turn the sign of the axis is chance.
        if (norm(alpha) > MIN_ANGLE_RAD
            && norm(alpha) < MAX_ANGLE_RAD
            && norm(beta) < MAX_ANGLE_RAD) {
          cross =
              cross.plus(
                  new SimpleMatrix(3, 1, true, beta)
                      .mult(new SimpleMatrix(3, 1, true, alpha).transpose()));
        }
      }
    }
    SimpleSVD<SimpleMatrix> svd = cross.svd();
    SimpleMatrix rotation = svd.getV().mult(svd.getU().transpose());
    if (rotation.determinant() < 0) {
      rotation = svd.getV().mult(SimpleMatrix.diag(1, 1, -1)).mult(svd.getU().transpose());
    }
    SimpleMatrix normal = SimpleMatrix.identity(3).scale(1e-12);
    SimpleMatrix right = new SimpleMatrix(3, 1);
    for (int k = 0; k < a.size(); k++) {
      SimpleMatrix left =
          new SimpleMatrix(3, 3, true, a.get(k).rotation()).minus(SimpleMatrix.identity(3));
      SimpleMatrix off =
          rotation
              .mult(new SimpleMatrix(3, 1, true, b.get(k).translation()))
              .minus(new SimpleMatrix(3, 1, true, a.get(k).translation()));
      normal = normal.plus(left.transpose().mult(left));
      right = right.plus(left.transpose().mult(off));
    }
    RigidPose x =
        new RigidPose(
            rotation.getDDRM().getData().clone(), normal.solve(right).getDDRM().getData().clone());
    return new HandEyeSolver(x, meanBoard(x, worldFromMount, cameraFromBoard));
  }

  /** Returns the pose of the board that the views agree on best. */
  private static RigidPose meanBoard(
      RigidPose x, List<RigidPose> worldFromMount, List<RigidPose> cameraFromBoard) {
    SimpleMatrix rotation = new SimpleMatrix(3, 3);
    double[] translation = new double[3];
    int n = worldFromMount.size();
    for (int i = 0; i < n; i++) {
      RigidPose board = worldFromMount.get(i).after(x).after(cameraFromBoard.get(i));
      rotation = rotation.plus(new SimpleMatrix(3, 3, true, board.rotation()));
      for (int k = 0; k < 3; k++) {
        translation[k] += board.translation()[k] / n;
      }
    }
    SimpleSVD<SimpleMatrix> svd = rotation.svd();
    SimpleMatrix mean = svd.getU().mult(svd.getV().transpose());
    if (mean.determinant() < 0) {
      mean = svd.getU().mult(SimpleMatrix.diag(1, 1, -1)).mult(svd.getV().transpose());
    }
    return new RigidPose(mean.getDDRM().getData().clone(), translation);
  }

  /** Returns where the board is according to one view. */
  RigidPose boardOf(RigidPose worldFromMount, RigidPose cameraFromBoard) {
    return worldFromMount.after(mountFromCamera).after(cameraFromBoard);
  }

  private static RigidPose between(List<RigidPose> worldFromMount, int i, int j) {
    return worldFromMount.get(j).inverse().after(worldFromMount.get(i));
  }

  private static double norm(double[] v) {
    return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
}
