package dev.cobot.action.decode;

/**
 * Follows one joint's path by a motion whose velocity, acceleration and jerk are limited. It is the
 * linear-quadratic regulator of a triple integrator with preview of the path (Katayama et al. 1985;
 * used alike by Kajita et al. 2003): least squared distance to the path plus least squared jerk. A
 * path that is known ahead is smoothed without lag. The jerk is constant over a step, so the motion
 * is exactly the cubic between its points.
 */
final class PreviewTracker {
  private static final int PREVIEW_STEPS = 32;
  private static final int MAX_ITERATIONS = 10_000;

  private final double h;
  private final double[] feedback; // of position, velocity * h, acceleration * h * h; is jerk * h^3
  private final double[] preview; // of the path 1, 2, ... steps ahead

  /**
   * @param stepSeconds time over which the jerk is constant
   * @param cutoffRadPerSecond parts of the path above this frequency are smoothed away
   */
  PreviewTracker(double stepSeconds, double cutoffRadPerSecond) {
    h = stepSeconds;
    double jerkWeight = Math.pow(cutoffRadPerSecond * stepSeconds, -6);
    // Riccati's equation by iteration, in units in which a step lasts 1.
    double[][] a = {{1, 1, 0.5}, {0, 1, 1}, {0, 0, 1}};
    double[] b = {1.0 / 6, 0.5, 1};
    double[][] p = new double[3][3];
    double[] gain = new double[3];
    double scale = 0;
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      double[] pb = product(p, b);
      scale = jerkWeight + dot(b, pb);
      double[] next = transposedProduct(a, pb);
      double change = 0;
      for (int r = 0; r < 3; r++) {
        next[r] /= scale;
        change = Math.max(change, Math.abs(next[r] - gain[r]));
      }
      gain = next;
      if (i > 0 && change < 1e-14) {
        break;
      }
      double[][] closed = closedLoop(a, b, gain);
      double[][] q = new double[3][3];
      for (int c = 0; c < 3; c++) {
        double[] column = {closed[0][c], closed[1][c], closed[2][c]};
        double[] image = transposedProduct(a, product(p, column));
        for (int r = 0; r < 3; r++) {
          q[r][c] = image[r] + (r == 0 && c == 0 ? 1 : 0);
        }
      }
      p = q;
    }
    feedback = gain;
    preview = new double[PREVIEW_STEPS];
    double[][] closed = closedLoop(a, b, gain);
    double[] weight = {1, 0, 0};
    double rest = gain[0];
    for (int i = 0; i < PREVIEW_STEPS - 1; i++) {
      preview[i] = dot(b, weight) / scale;
      rest -= preview[i];
      weight = transposedProduct(closed, weight);
    }
    // Beyond the preview the path counts as standing still.
    preview[PREVIEW_STEPS - 1] = rest;
  }

  /**
   * Fills a motion from its first point.
   *
   * @param path (points) positions, of which the first is not regarded; stays at its end
   * @param position (points), the first given
   * @param velocity (points), the first given
   * @param acceleration (points), the first given
   */
  void follow(
      double[] path,
      double maxVelocity,
      double maxAcceleration,
      double maxJerk,
      double[] position,
      double[] velocity,
      double[] acceleration) {
    int last = path.length - 1;
    for (int k = 0; k < last; k++) {
      double p = position[k];
      double v = velocity[k];
      double a = acceleration[k];
      double sum = -feedback[1] * v * h - feedback[2] * a * h * h;
      for (int i = 0; i < PREVIEW_STEPS; i++) {
        sum += preview[i] * (path[Math.min(last, k + 1 + i)] - p);
      }
      double jerk = Math.max(-maxJerk, Math.min(maxJerk, sum / (h * h * h)));
      double next = a + jerk * h;
      next = Math.min(next, mostAcceleration(v, a, maxVelocity, maxJerk));
      next = Math.max(next, -mostAcceleration(-v, -a, maxVelocity, maxJerk));
      // Of a joint that is too fast already, these two hold before the velocity does.
      next = Math.max(-maxAcceleration, Math.min(maxAcceleration, next));
      next = Math.max(a - maxJerk * h, Math.min(a + maxJerk * h, next));
      jerk = (next - a) / h;
      position[k + 1] = p + h * (v + h * (a / 2 + h * jerk / 6));
      velocity[k + 1] = v + h * (a + next) / 2;
      acceleration[k + 1] = next;
    }
  }

  /**
   * Returns the largest acceleration after this step from which the velocity still stays below its
   * limit when the acceleration is then taken back by the largest jerk.
   */
  private double mostAcceleration(double v, double a, double maxVelocity, double maxJerk) {
    // next / (2 jerk) * next + h next <= room: what is gained until the acceleration is zero, and
    // what its last step, which is not a whole one, may add.
    double room = maxVelocity - v - h * a / 2;
    double root = h * h + 2 * room / maxJerk;
    return root > 0 ? maxJerk * (Math.sqrt(root) - h) : Double.NEGATIVE_INFINITY;
  }

  private static double[][] closedLoop(double[][] a, double[] b, double[] gain) {
    double[][] closed = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        closed[r][c] = a[r][c] - b[r] * gain[c];
      }
    }
    return closed;
  }

  private static double[] product(double[][] m, double[] v) {
    return new double[] {dot(m[0], v), dot(m[1], v), dot(m[2], v)};
  }

  private static double[] transposedProduct(double[][] m, double[] v) {
    double[] out = new double[3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        out[c] += m[r][c] * v[r];
      }
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
}
