package dev.cobot.ros.message;

/** The three messages of the action, as tools know it; never sent. */
@RosType("control_msgs/FollowJointTrajectoryAction")
public record FollowJointTrajectoryAction(
    FollowJointTrajectoryActionGoal actionGoal,
    FollowJointTrajectoryActionResult actionResult,
    FollowJointTrajectoryActionFeedback actionFeedback)
    implements RosMessage {}
