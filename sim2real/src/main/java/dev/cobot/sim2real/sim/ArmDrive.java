package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Joint set-points that follow a trajectory inside position, velocity, acceleration and jerk
 * limits.
 */
final class ArmDrive implements Checkpointed {
  private final List<String> names;
  private final double[] lower;
  private final double[] upper;
  private final double[] maxVelocity;
  private final double maxAcceleration;
  private final double stepSeconds;
  private final double[] positions;
  private final double[] velocities;
  // The motion inside velocity and acceleration limits; the set-points are its running mean over
  // as many steps as keep the jerk inside its limit. Without such a limit that is one step.
  private final double[] lead;
  private final double[] leadVelocities;
  private final double[][] recent;
  private int oldest;
  private double[] proposedLead;
  private double[] proposed;
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
    lead = positions.clone();
    leadVelocities = new double[positions.length];
    // The acceleration changes by at most 2 a in the time of the mean.
    double meanSeconds = 2 * maxAcceleration / options.jerkRadPerSecond3();
    recent = new double[1 + (int) Math.ceil(meanSeconds / stepSeconds)][];
    Arrays.setAll(recent, k -> positions.clone());
    trajectory = JointTrajectory.to(names, 0, positions);
  }

  double[] positions() {
    return positions.clone();
  }

  double[] velocities() {
    return velocities.clone();
  }

  /** Refuses a trajectory that does not move exactly the arm's joints. */
  void require(JointTrajectory next) {
    if (next.jointNames().size() != names.size()
        || !Set.copyOf(next.jointNames()).containsAll(names)) {
      throw new IllegalArgumentException(
          "the trajectory must move exactly the joints " + names + ", got " + next.jointNames());
    }
  }

  /** Replaces the trajectory; its time zero is {@code nowSeconds}. */
  void follow(JointTrajectory next, double nowSeconds) {
    require(next);
    int joints = names.size();
    // A first point in the future is reached from where the arm is now.
    int first = next.timesSeconds()[0] > 0 ? 1 : 0;
    int points = next.timesSeconds().length + first;
    double[] times = new double[points];
    double[][] p = new double[points][joints];
    double[][] v = new double[points][joints];
    p[0] = lead.clone();
    v[0] = leadVelocities.clone();
    for (int i = first; i < points; i++) {
      times[i] = next.timesSeconds()[i - first];
      for (int j = 0; j < joints; j++) {
        int column = next.jointNames().indexOf(names.get(j));
        double wanted = next.positionsRad()[i - first][column];
        p[i][j] = Math.max(lower[j], Math.min(upper[j], wanted));
        v[i][j] = next.velocitiesRadPerSecond()[i - first][column];
      }
    }
    trajectory = new JointTrajectory(names, times, p, v);
    startSeconds = nowSeconds;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    StateCodec.write(out, positions);
    StateCodec.write(out, velocities);
    StateCodec.write(out, lead);
    StateCodec.write(out, leadVelocities);
    out.writeInt(oldest);
    for (double[] point : recent) {
      StateCodec.write(out, point);
    }
    out.writeDouble(startSeconds);
    StateCodec.write(out, trajectory);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    int joints = names.size();
    double[] newPositions = StateCodec.numbers(in, joints);
    double[] newVelocities = StateCodec.numbers(in, joints);
    double[] newLead = StateCodec.numbers(in, joints);
    double[] newLeadVelocities = StateCodec.numbers(in, joints);
    int newOldest = StateCodec.inRange(in.readInt(), 0, recent.length - 1, "the oldest lead");
    for (int k = 0; k < recent.length; k++) {
      recent[k] = StateCodec.numbers(in, joints);
    }
    oldest = newOldest;
    startSeconds = StateCodec.numbers(in, 1)[0];
    trajectory = StateCodec.trajectory(in, names);
    System.arraycopy(newPositions, 0, positions, 0, joints);
    System.arraycopy(newVelocities, 0, velocities, 0, joints);
    System.arraycopy(newLead, 0, lead, 0, joints);
    System.arraycopy(newLeadVelocities, 0, leadVelocities, 0, joints);
  }

  /** Returns the set-points for the end of the step that starts now, obstacles not regarded. */
  double[] propose(double nowSeconds) {
    double t = nowSeconds + stepSeconds - startSeconds;
    double[] goal = trajectory.positionsAt(t);
    double[] flow = trajectory.velocitiesAt(t);
    double[] next = new double[goal.length];
    for (int j = 0; j < goal.length; j++) {
      double velocity = (goal[j] - lead[j]) / stepSeconds;
      // What is more than the flow of the goal must be braked away before the goal is met.
      double gap = goal[j] - lead[j] - flow[j] * stepSeconds;
      double half = maxAcceleration * stepSeconds / 2;
      double closing = Math.sqrt(half * half + 2 * maxAcceleration * Math.abs(gap)) - half;
      double extra = velocity - flow[j];
      velocity = flow[j] + Math.max(-closing, Math.min(closing, extra));
      double change = maxAcceleration * stepSeconds;
      velocity =
          Math.max(leadVelocities[j] - change, Math.min(leadVelocities[j] + change, velocity));
      velocity = Math.max(-maxVelocity[j], Math.min(maxVelocity[j], velocity));
      next[j] = Math.max(lower[j], Math.min(upper[j], lead[j] + velocity * stepSeconds));
    }
    proposedLead = next;
    proposed = recent.length == 1 ? next.clone() : mean(next);
    return proposed.clone();
  }

  /** Returns the mean of the last leads, this one included. */
  private double[] mean(double[] newest) {
    double[] mean = newest.clone();
    for (int k = 1; k < recent.length; k++) { // all but the oldest, which makes room
      double[] other = recent[(oldest + k) % recent.length];
      for (int j = 0; j < mean.length; j++) {
        mean[j] += other[j];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= recent.length;
    }
    return mean;
  }

  /** Takes the set-points that the arm really moves to in this step. */
  void accept(double[] next) {
    boolean free = Arrays.equals(next, proposed);
    double[] nextLead = free ? proposedLead : next;
    for (int j = 0; j < next.length; j++) {
      velocities[j] = (next[j] - positions[j]) / stepSeconds;
      leadVelocities[j] = free ? (nextLead[j] - lead[j]) / stepSeconds : velocities[j];
      positions[j] = next[j];
      lead[j] = nextLead[j];
    }
    if (free) {
      recent[oldest] = nextLead;
      oldest = (oldest + 1) % recent.length;
    } else { // what stopped the arm stopped the lead too
      Arrays.setAll(recent, k -> next.clone());
    }
  }
}
