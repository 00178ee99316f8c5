package dev.cobot.ros.message;

import java.util.List;

/** A trajectory to follow, and how closely. */
@RosType("control_msgs/FollowJointTrajectoryGoal")
public record FollowJointTrajectoryGoal(
    JointTrajectoryMessage trajectory,
    List<JointTolerance> pathTolerance,
    List<JointTolerance> goalTolerance,
    RosDuration goalTimeTolerance)
    implements RosMessage {
  public FollowJointTrajectoryGoal {
    pathTolerance = List.copyOf(pathTolerance);
    goalTolerance = List.copyOf(goalTolerance);
  }
}
