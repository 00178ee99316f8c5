package dev.cobot.action.safety;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;

/**
 * The fastest moments of a trajectory as a controller interpolates it: cubic between its points.
 * Joint velocities and accelerations are exact; the tool's speed is taken at the points and between
 * them.
 *
 * @param velocityRadPerSecond by joint
 * @param accelerationRadPerSecond2 by joint
 */
record MotionPeaks(
    double[] velocityRadPerSecond,
    double[] accelerationRadPerSecond2,
    double toolSpeedMetersPerSecond) {
  private static final int PARTS = 2;

  static MotionPeaks of(JointTrajectory trajectory, Kinematics kinematics) {
    int joints = trajectory.jointNames().size();
    int points = trajectory.timesSeconds().length;
    double[] velocity = new double[joints];
    double[] acceleration = new double[joints];
    double[] part = new double[joints];
    double toolSpeed = toolSpeed(kinematics, trajectory, 0);
    for (int j = 0; j < joints; j++) {
      velocity[j] = Math.abs(trajectory.velocitiesRadPerSecond()[0][j]);
    }
    for (int i = 0; i + 1 < points; i++) {
      double h = trajectory.timesSeconds()[i + 1] - trajectory.timesSeconds()[i];
      double[] p0 = trajectory.positionsRad()[i];
      double[] p1 = trajectory.positionsRad()[i + 1];
      double[] v0 = trajectory.velocitiesRadPerSecond()[i];
      double[] v1 = trajectory.velocitiesRadPerSecond()[i + 1];
      for (int j = 0; j < joints; j++) {
        // Velocity is (3 a s^2 + 2 b s + c) / h for s in [0, 1].
        double a = 2 * (p0[j] - p1[j]) + h * (v0[j] + v1[j]);
        double b = 3 * (p1[j] - p0[j]) - h * (2 * v0[j] + v1[j]);
        double top = -b / (3 * a);
        velocity[j] = Math.max(velocity[j], Math.abs(v1[j]));
        if (top > 0 && top < 1) {
          velocity[j] = Math.max(velocity[j], Math.abs((3 * a * top + 2 * b) * top / h + v0[j]));
        }
        acceleration[j] =
            Math.max(acceleration[j], Math.max(Math.abs(2 * b), Math.abs(6 * a + 2 * b)) / (h * h));
      }
      for (int k = 1; k < PARTS; k++) {
        double t = trajectory.timesSeconds()[i] + h * k / PARTS;
        System.arraycopy(trajectory.velocitiesAt(t), 0, part, 0, joints);
        toolSpeed = Math.max(toolSpeed, toolSpeed(kinematics, trajectory.positionsAt(t), part));
      }
      toolSpeed = Math.max(toolSpeed, toolSpeed(kinematics, trajectory, i + 1));
    }
    return new MotionPeaks(velocity, acceleration, toolSpeed);
  }

  private static double toolSpeed(Kinematics kinematics, JointTrajectory trajectory, int point) {
    return toolSpeed(
        kinematics, trajectory.positionsRad()[point], trajectory.velocitiesRadPerSecond()[point]);
  }

  private static double toolSpeed(Kinematics kinematics, double[] positions, double[] velocities) {
    double[] jacobian = kinematics.jacobian(positions);
    int joints = positions.length;
    double square = 0;
    for (int row = 0; row < 3; row++) {
      double speed = 0;
      for (int j = 0; j < joints; j++) {
        speed += jacobian[row * joints + j] * velocities[j];
      }
      square += speed * speed;
    }
    return Math.sqrt(square);
  }

  /**
   * Returns by what factor the motion is too fast: at most 1 when it is inside the limits. A motion
   * that is slowed by this factor everywhere is inside.
   */
  double excess(double[] maxVelocity, double maxAcceleration, double maxToolSpeed) {
    double excess = toolSpeedMetersPerSecond / maxToolSpeed;
    for (int j = 0; j < velocityRadPerSecond.length; j++) {
      excess = Math.max(excess, velocityRadPerSecond[j] / maxVelocity[j]);
      excess = Math.max(excess, Math.sqrt(accelerationRadPerSecond2[j] / maxAcceleration));
    }
    return excess;
  }
}
