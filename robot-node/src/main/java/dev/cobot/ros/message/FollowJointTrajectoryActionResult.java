package dev.cobot.ros.message;

/** A result on its way to the action client. */
@RosType("control_msgs/FollowJointTrajectoryActionResult")
public record FollowJointTrajectoryActionResult(
    Header header, GoalStatus status, FollowJointTrajectoryResult result) implements RosMessage {}
