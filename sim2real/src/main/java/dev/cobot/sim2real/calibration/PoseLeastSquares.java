package dev.cobot.sim2real.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.SingularMatrixException;
import org.ejml.simple.SimpleMatrix;

/**
 * Poses that make residuals small (Levenberg-Marquardt with numeric derivatives).
 *
 * @param cost sum of the squared residuals
 * @param covariance of the steps of the poses, six each, for residuals of one unit of noise
 */
record PoseLeastSquares(List<RigidPose> poses, double cost, SimpleMatrix covariance) {
  private static final int MAX_STEPS = 60;
  private static final double STEP = 1e-6;

  /**
   * Solves.
   *
   * @param residuals as many for any poses; NaN for poses that are impossible
   */
  static PoseLeastSquares solve(
      List<RigidPose> start, Function<List<RigidPose>, double[]> residuals) {
    List<RigidPose> poses = start;
    double[] off = residuals.apply(poses);
    double cost = squared(off);
    double damping = 1e-4;
    int size = 6 * start.size();
    SimpleMatrix normal = SimpleMatrix.identity(size);
    for (int step = 0; step < MAX_STEPS; step++) {
      SimpleMatrix jacobian = jacobian(poses, residuals, off.length);
      if (jacobian.hasUncountable()) {
        break;
      }
      normal = jacobian.transpose().mult(jacobian);
      SimpleMatrix gradient = jacobian.transpose().mult(new SimpleMatrix(off.length, 1, true, off));
      boolean better = false;
      double gain = 0;
      for (int attempt = 0; attempt < 8 && !better; attempt++) {
        double[] delta = delta(normal, gradient, damping);
        if (delta != null) {
          List<RigidPose> next = stepped(poses, delta);
          double[] nextOff = residuals.apply(next);
          double nextCost = squared(nextOff);
          if (nextCost < cost) {
            better = true;
            gain = cost - nextCost;
            poses = next;
            off = nextOff;
            cost = nextCost;
          }
        }
        damping = better ? Math.max(damping / 10, 1e-12) : damping * 10;
      }
      if (!better || gain < 1e-12 * cost + 1e-20) {
        break;
      }
    }
    return new PoseLeastSquares(
        poses, cost, normal.plus(SimpleMatrix.identity(size).scale(1e-9)).invert());
  }

  private static double[] delta(SimpleMatrix normal, SimpleMatrix gradient, double damping) {
    SimpleMatrix damped = normal.copy();
    for (int i = 0; i < damped.getNumRows(); i++) {
      damped.set(i, i, damped.get(i, i) * (1 + damping) + 1e-12);
    }
    try {
      return damped.solve(gradient).scale(-1).getDDRM().getData();
    } catch (SingularMatrixException e) {
      return null;
    }
  }

  private static List<RigidPose> stepped(List<RigidPose> poses, double[] step) {
    List<RigidPose> next = new ArrayList<>(poses.size());
    for (int i = 0; i < poses.size(); i++) {
      next.add(poses.get(i).stepped(step, 6 * i));
    }
    return next;
  }

  private static double squared(double[] residuals) {
    double sum = 0;
    for (double residual : residuals) {
      sum += residual * residual;
    }
    return Double.isFinite(sum) ? sum : Double.MAX_VALUE;
  }

  private static SimpleMatrix jacobian(
      List<RigidPose> poses, Function<List<RigidPose>, double[]> residuals, int count) {
    int size = 6 * poses.size();
    SimpleMatrix jacobian = new SimpleMatrix(count, size);
    for (int k = 0; k < size; k++) {
      double[] step = new double[size];
      step[k] = STEP;
      double[] plus = residuals.apply(stepped(poses, step));
      step[k] = -STEP;
      double[] minus = residuals.apply(stepped(poses, step));
      for (int i = 0; i < count; i++) {
        jacobian.set(i, k, (plus[i] - minus[i]) / (2 * STEP));
      }
    }
    return jacobian;
  }
}
