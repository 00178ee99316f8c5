package dev.cobot.ros.message;

/** A goal on its way to the action server. */
@RosType("control_msgs/GripperCommandActionGoal")
public record GripperCommandActionGoal(Header header, GoalID goalId, GripperCommandGoal goal)
    implements RosMessage {}
