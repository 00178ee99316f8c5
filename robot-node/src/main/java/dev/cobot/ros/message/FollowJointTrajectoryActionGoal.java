package dev.cobot.ros.message;

/** A goal on its way to the action server. */
@RosType("control_msgs/FollowJointTrajectoryActionGoal")
public record FollowJointTrajectoryActionGoal(
    Header header, GoalID goalId, FollowJointTrajectoryGoal goal) implements RosMessage {}
