package dev.cobot.ros.message;

/** The opening (m) that a gripper goes to, and the force (N) that it may use. */
@RosType("control_msgs/GripperCommand")
public record GripperCommand(double position, double maxEffort) implements RosMessage {}
