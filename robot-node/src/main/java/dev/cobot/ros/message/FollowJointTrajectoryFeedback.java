package dev.cobot.ros.message;

import java.util.List;

/** Where the joints should be and are. */
@RosType("control_msgs/FollowJointTrajectoryFeedback")
public record FollowJointTrajectoryFeedback(
    Header header,
    List<String> jointNames,
    JointTrajectoryPoint desired,
    JointTrajectoryPoint actual,
    JointTrajectoryPoint error)
    implements RosMessage {
  public FollowJointTrajectoryFeedback {
    jointNames = List.copyOf(jointNames);
  }
}
