package dev.cobot.action.decode;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;

/**
 * The extremes of a trajectory that is interpolated cubically, from its points alone: of each joint
 * by the polynomials, of the tool by differences of poses a millisecond apart.
 */
final class MotionMeasure {
  private static final double TOOL_STEP_SECONDS = 1e-3;

  final double[] velocity;
  final double[] acceleration;
  final double[] jerk;
  final double[] accelerationJump;
  final double toolSpeed;

  private MotionMeasure(JointTrajectory trajectory, Kinematics kinematics) {
    int joints = trajectory.jointNames().size();
    velocity = new double[joints];
    acceleration = new double[joints];
    jerk = new double[joints];
    accelerationJump = new double[joints];
    for (int j = 0; j < joints; j++) {
      double accelerationBefore = Double.NaN;
      for (int i = 0; i + 1 < trajectory.timesSeconds().length; i++) {
        double h = trajectory.timesSeconds()[i + 1] - trajectory.timesSeconds()[i];
        double way = trajectory.positionsRad()[i + 1][j] - trajectory.positionsRad()[i][j];
        double v0 = trajectory.velocitiesRadPerSecond()[i][j];
        double v1 = trajectory.velocitiesRadPerSecond()[i + 1][j];
        double a0 = (6 * way / h - 4 * v0 - 2 * v1) / h;
        double a1 = (2 * v0 + 4 * v1 - 6 * way / h) / h;
        for (int k = 0; k <= 20; k++) {
          double t = h * k / 20;
          velocity[j] = Math.max(velocity[j], Math.abs(v0 + a0 * t + (a1 - a0) / h * t * t / 2));
        }
        acceleration[j] = Math.max(acceleration[j], Math.max(Math.abs(a0), Math.abs(a1)));
        jerk[j] = Math.max(jerk[j], Math.abs(a1 - a0) / h);
        if (i > 0) {
          accelerationJump[j] = Math.max(accelerationJump[j], Math.abs(a0 - accelerationBefore));
        }
        accelerationBefore = a1;
      }
    }
    double speed = 0;
    for (double t = 0; t + TOOL_STEP_SECONDS < trajectory.durationSeconds(); t += 0.005) {
      double way =
          kinematics
              .baseFromTool(trajectory.positionsAt(t))
              .translation()
              .distanceTo(
                  kinematics
                      .baseFromTool(trajectory.positionsAt(t + TOOL_STEP_SECONDS))
                      .translation());
      speed = Math.max(speed, way / TOOL_STEP_SECONDS);
    }
    toolSpeed = speed;
  }

  static MotionMeasure of(JointTrajectory trajectory, Kinematics kinematics) {
    return new MotionMeasure(trajectory, kinematics);
  }

  /** Returns a joint's acceleration just after a point. */
  static double acceleration(JointTrajectory trajectory, int point, int joint) {
    double h = trajectory.timesSeconds()[point + 1] - trajectory.timesSeconds()[point];
    double way =
        trajectory.positionsRad()[point + 1][joint] - trajectory.positionsRad()[point][joint];
    double v0 = trajectory.velocitiesRadPerSecond()[point][joint];
    double v1 = trajectory.velocitiesRadPerSecond()[point + 1][joint];
    return (6 * way / h - 4 * v0 - 2 * v1) / h;
  }

  /**
   * Returns the head of a trajectory with a ramp to rest along its path, in points 20 ms apart, as
   * a safety gate releases it.
   */
  static JointTrajectory released(JointTrajectory path, double headSeconds, double rampSeconds) {
    int points = 1 + (int) Math.round((headSeconds + rampSeconds) / 0.02);
    double[] times = new double[points];
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int i = 0; i < points; i++) {
      double t = i * 0.02;
      double ramp = Math.max(0, t - headSeconds);
      double at = Math.min(t, headSeconds) + ramp - ramp * ramp / (2 * rampSeconds);
      times[i] = t;
      positions[i] = path.positionsAt(at);
      velocities[i] = i == 0 ? path.velocitiesRadPerSecond()[0].clone() : path.velocitiesAt(at);
      for (int j = 0; j < velocities[i].length; j++) {
        velocities[i][j] *= 1 - ramp / rampSeconds;
      }
    }
    return new JointTrajectory(path.jointNames(), times, positions, velocities);
  }
}
