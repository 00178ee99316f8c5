package dev.cobot.node.topics;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.JointTrajectoryPoint;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.List;

/** Joint trajectories and {@code trajectory_msgs/JointTrajectory}. */
public final class TrajectoryCodec {
  /** The most points that are accepted from a peer. */
  public static final int MAX_POINTS = 10_000;

  private static final double[] NONE = new double[0];

  private TrajectoryCodec() {}

  /** Returns the message of a trajectory whose time zero is {@code stampNanos}. */
  public static JointTrajectoryMessage toMessage(JointTrajectory trajectory, long stampNanos) {
    List<JointTrajectoryPoint> points = new ArrayList<>();
    for (int i = 0; i < trajectory.timesSeconds().length; i++) {
      points.add(
          new JointTrajectoryPoint(
              trajectory.positionsRad()[i],
              trajectory.velocitiesRadPerSecond()[i],
              NONE,
              NONE,
              RosDuration.ofNanos(Math.round(trajectory.timesSeconds()[i] * 1e9))));
    }
    return new JointTrajectoryMessage(
        new Header(0, RosTime.ofNanos(stampNanos), ""), trajectory.jointNames(), points);
  }

  /**
   * Returns the trajectory of a message, from {@code nowNanos} on: points that are already due are
   * left out. A message without velocities means rest at its points.
   *
   * @throws IllegalArgumentException when the message is none, or all of it is over
   */
  public static JointTrajectory fromMessage(JointTrajectoryMessage message, long nowNanos) {
    int points = message.points().size();
    if (points == 0 || points > MAX_POINTS) {
      throw new IllegalArgumentException(
          "a trajectory needs 1 to " + MAX_POINTS + " points, got " + points);
    }
    long stampNanos = message.header().stamp().toNanos();
    double lateSeconds = stampNanos == 0 ? 0 : (nowNanos - stampNanos) * 1e-9;
    double[] times = new double[points];
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int i = 0; i < points; i++) {
      JointTrajectoryPoint point = message.points().get(i);
      times[i] = point.timeFromStart().toNanos() * 1e-9;
      positions[i] = point.positions();
      velocities[i] =
          point.velocities().length == 0
              ? new double[point.positions().length]
              : point.velocities();
    }
    JointTrajectory all = new JointTrajectory(message.jointNames(), times, positions, velocities);
    if (lateSeconds == 0) {
      return all;
    }
    int first = 0;
    while (first < points - 1 && times[first] <= lateSeconds) {
      first++;
    }
    int left = points - first;
    double[] leftTimes = new double[left];
    double[][] leftPositions = new double[left][];
    double[][] leftVelocities = new double[left][];
    for (int i = 0; i < left; i++) {
      leftTimes[i] = times[first + i] - lateSeconds;
      leftPositions[i] = positions[first + i];
      leftVelocities[i] = velocities[first + i];
    }
    // A trajectory that is over still says where to be.
    leftTimes[0] = Math.max(leftTimes[0], 1e-3);
    return new JointTrajectory(message.jointNames(), leftTimes, leftPositions, leftVelocities);
  }

  /** Returns the message that brings the fingers to an opening. */
  public static JointTrajectoryMessage gripper(
      String leftFinger, String rightFinger, double openingMeters, double seconds) {
    double half = openingMeters / 2;
    return new JointTrajectoryMessage(
        new Header(0, RosTime.ZERO, ""),
        List.of(leftFinger, rightFinger),
        List.of(
            new JointTrajectoryPoint(
                new double[] {half, half},
                new double[] {0, 0},
                NONE,
                NONE,
                RosDuration.ofNanos(Math.round(seconds * 1e9)))));
  }

  /** Returns the message that brings a robot's gripper to an opening, by its own joints. */
  public static JointTrajectoryMessage gripper(
      RobotModel robot, double openingMeters, double seconds) {
    if (!robot.linkage().isThere()) {
      return gripper(robot.leftFinger().name(), robot.rightFinger().name(), openingMeters, seconds);
    }
    return new JointTrajectoryMessage(
        new Header(0, RosTime.ZERO, ""),
        List.of(robot.linkage().lead().name()),
        List.of(
            new JointTrajectoryPoint(
                new double[] {robot.linkage().leadPosition(openingMeters)},
                new double[] {0},
                NONE,
                NONE,
                RosDuration.ofNanos(Math.round(seconds * 1e9)))));
  }

  /**
   * Returns the opening at the end of a trajectory of a robot's gripper.
   *
   * @throws IllegalArgumentException when the message does not move it
   */
  public static double openingMeters(JointTrajectoryMessage message, RobotModel robot) {
    if (!robot.linkage().isThere()) {
      return openingMeters(message, robot.leftFinger().name(), robot.rightFinger().name());
    }
    String lead = robot.linkage().lead().name();
    int at = message.jointNames().indexOf(lead);
    double[] end =
        message.points().isEmpty()
            ? NONE
            : message.points().get(message.points().size() - 1).positions();
    if (at < 0 || at >= end.length || !Double.isFinite(end[at])) {
      throw new IllegalArgumentException(
          "a gripper trajectory needs a point with a position of '"
              + lead
              + "', got "
              + message.points().size()
              + " points of "
              + message.jointNames());
    }
    return robot.linkage().openingMeters(end[at]);
  }

  /**
   * Returns the opening at the end of a gripper's trajectory; one finger stands for both.
   *
   * @throws IllegalArgumentException when the message does not move the fingers
   */
  public static double openingMeters(
      JointTrajectoryMessage message, String leftFinger, String rightFinger) {
    List<String> fingers = List.of(leftFinger, rightFinger);
    if (message.points().isEmpty()
        || message.jointNames().isEmpty()
        || !fingers.containsAll(message.jointNames())) {
      throw new IllegalArgumentException(
          "a gripper trajectory needs a point and the joints "
              + fingers
              + ", got "
              + message.points().size()
              + " points of "
              + message.jointNames());
    }
    double[] end = message.points().get(message.points().size() - 1).positions();
    if (end.length != message.jointNames().size()) {
      throw new IllegalArgumentException(
          "a gripper trajectory needs one position for each joint, got " + end.length);
    }
    double opening = end.length == 1 ? 2 * end[0] : end[0] + end[1];
    if (!(opening >= -1 && opening <= 1)) {
      throw new IllegalArgumentException("a gripper opening must be in metres, got " + opening);
    }
    return opening;
  }
}
