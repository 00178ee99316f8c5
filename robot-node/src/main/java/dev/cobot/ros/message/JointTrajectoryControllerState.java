package dev.cobot.ros.message;

import java.util.List;

/** Where a controller wants its joints, where they are, and the difference. */
@RosType("control_msgs/JointTrajectoryControllerState")
public record JointTrajectoryControllerState(
    Header header,
    List<String> jointNames,
    JointTrajectoryPoint desired,
    JointTrajectoryPoint actual,
    JointTrajectoryPoint error)
    implements RosMessage {
  public JointTrajectoryControllerState {
    jointNames = List.copyOf(jointNames);
  }
}
