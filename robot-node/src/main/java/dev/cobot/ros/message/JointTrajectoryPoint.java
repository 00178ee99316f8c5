package dev.cobot.ros.message;

/**
 * Joint values (rad or m, and their derivatives) to be met {@code timeFromStart} after the
 * beginning of the trajectory.
 */
@RosType("trajectory_msgs/JointTrajectoryPoint")
public record JointTrajectoryPoint(
    double[] positions,
    double[] velocities,
    double[] accelerations,
    double[] effort,
    RosDuration timeFromStart)
    implements RosMessage {}
