package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import java.util.List;
import java.util.Set;

/** Joint set-points that follow a trajectory inside velocity, acceleration and position limits. */
final class ArmDrive {
  private final List<String> names;
  private final double[] lower;
  private final double[] upper;
  private final double[] maxVelocity;
  private final double maxAcceleration;
  private final double stepSeconds;
  private final double[] positions;
  private final double[] velocities;
  private JointTrajectory trajectory;
  private double startSeconds;

  ArmDrive(
      RobotModel robot, SimulatorOptions options, double stepSeconds, double[] startPositionsRad) {
    names = robot.armJointNames();
    lower = robot.armJoints().stream().mapToDouble(Joint::lower).toArray();
    upper = robot.armJoints().stream().mapToDouble(Joint::upper).toArray();
    maxVelocity =
        robot.armJoints().stream()
            .mapToDouble(j -> j.maxVelocity() * options.velocityScale())
            .toArray();
    maxAcceleration = options.accelerationRadPerSecond2();
    this.stepSeconds = stepSeconds;
    positions = startPositionsRad.clone();
    velocities = new double[positions.length];
    trajectory = JointTrajectory.to(names, 0, positions);
  }

  double[] positions() {
    return positions.clone();
  }

  double[] velocities() {
    return velocities.clone();
  }

  /** Replaces the trajectory; its time zero is {@code nowSeconds}. */
  void follow(JointTrajectory next, double nowSeconds) {
    int joints = names.size();
    if (next.jointNames().size() != joints || !Set.copyOf(next.jointNames()).containsAll(names)) {
      throw new IllegalArgumentException(
          "the trajectory must move exactly the joints " + names + ", got " + next.jointNames());
    }
    // A first point in the future is reached from where the arm is now.
    int lead = next.timesSeconds()[0] > 0 ? 1 : 0;
    int points = next.timesSeconds().length + lead;
    double[] times = new double[points];
    double[][] p = new double[points][joints];
    double[][] v = new double[points][joints];
    p[0] = positions.clone();
    v[0] = velocities.clone();
    for (int i = lead; i < points; i++) {
      times[i] = next.timesSeconds()[i - lead];
      for (int j = 0; j < joints; j++) {
        int column = next.jointNames().indexOf(names.get(j));
        double wanted = next.positionsRad()[i - lead][column];
        p[i][j] = Math.max(lower[j], Math.min(upper[j], wanted));
        v[i][j] = next.velocitiesRadPerSecond()[i - lead][column];
      }
    }
    trajectory = new JointTrajectory(names, times, p, v);
    startSeconds = nowSeconds;
  }

  /** Returns the set-points for the end of the step that starts now, obstacles not regarded. */
  double[] propose(double nowSeconds) {
    double t = nowSeconds + stepSeconds - startSeconds;
    double[] goal = trajectory.positionsAt(t);
    double[] flow = trajectory.velocitiesAt(t);
    double[] next = new double[goal.length];
    for (int j = 0; j < goal.length; j++) {
      double velocity = (goal[j] - positions[j]) / stepSeconds;
      // What is more than the flow of the goal must be braked away before the goal is met.
      double gap = goal[j] - positions[j] - flow[j] * stepSeconds;
      double half = maxAcceleration * stepSeconds / 2;
      double closing = Math.sqrt(half * half + 2 * maxAcceleration * Math.abs(gap)) - half;
      double extra = velocity - flow[j];
      velocity = flow[j] + Math.max(-closing, Math.min(closing, extra));
      double change = maxAcceleration * stepSeconds;
      velocity = Math.max(velocities[j] - change, Math.min(velocities[j] + change, velocity));
      velocity = Math.max(-maxVelocity[j], Math.min(maxVelocity[j], velocity));
      next[j] = Math.max(lower[j], Math.min(upper[j], positions[j] + velocity * stepSeconds));
    }
    return next;
  }

  /** Takes the set-points that the arm really moves to in this step. */
  void accept(double[] next) {
    for (int j = 0; j < next.length; j++) {
      velocities[j] = (next[j] - positions[j]) / stepSeconds;
      positions[j] = next[j];
    }
  }
}
