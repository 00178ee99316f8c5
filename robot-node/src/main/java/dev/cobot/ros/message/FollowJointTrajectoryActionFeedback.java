package dev.cobot.ros.message;

/** Feedback on its way to the action client. */
@RosType("control_msgs/FollowJointTrajectoryActionFeedback")
public record FollowJointTrajectoryActionFeedback(
    Header header, GoalStatus status, FollowJointTrajectoryFeedback feedback)
    implements RosMessage {}
