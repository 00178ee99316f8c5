package dev.cobot.ros.message;

/** An opening to go to. */
@RosType("control_msgs/GripperCommandGoal")
public record GripperCommandGoal(GripperCommand command) implements RosMessage {}
