package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Joint set-points that follow a trajectory inside velocity, acceleration and position limits. */
final class ArmDrive {
  private static final int MAX_POINTS = 100_000;

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

  void save(DataOutput out) throws IOException {
    StateCodec.write(out, positions);
    StateCodec.write(out, velocities);
    out.writeDouble(startSeconds);
    out.writeInt(trajectory.timesSeconds().length);
    StateCodec.write(out, trajectory.timesSeconds());
    for (int i = 0; i < trajectory.timesSeconds().length; i++) {
      StateCodec.write(out, trajectory.positionsRad()[i]);
      StateCodec.write(out, trajectory.velocitiesRadPerSecond()[i]);
    }
  }

  void restore(DataInput in) throws IOException {
    int joints = names.size();
    double[] newPositions = StateCodec.numbers(in, joints);
    double[] newVelocities = StateCodec.numbers(in, joints);
    startSeconds = StateCodec.numbers(in, 1)[0];
    int points = StateCodec.inRange(in.readInt(), 1, MAX_POINTS, "trajectory points");
    double[] times = StateCodec.numbers(in, points);
    double[][] p = new double[points][];
    double[][] v = new double[points][];
    for (int i = 0; i < points; i++) {
      p[i] = StateCodec.numbers(in, joints);
      v[i] = StateCodec.numbers(in, joints);
    }
    try {
      trajectory = new JointTrajectory(names, times, p, v);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    System.arraycopy(newPositions, 0, positions, 0, joints);
    System.arraycopy(newVelocities, 0, velocities, 0, joints);
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
