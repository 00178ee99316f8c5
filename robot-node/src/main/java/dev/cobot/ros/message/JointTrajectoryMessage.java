package dev.cobot.ros.message;

import java.util.List;

/** A timed path of named joints, beginning at the stamp of the header (zero means at once). */
@RosType("trajectory_msgs/JointTrajectory")
public record JointTrajectoryMessage(
    Header header, List<String> jointNames, List<JointTrajectoryPoint> points)
    implements RosMessage {
  public JointTrajectoryMessage {
    jointNames = List.copyOf(jointNames);
    points = List.copyOf(points);
  }
}
