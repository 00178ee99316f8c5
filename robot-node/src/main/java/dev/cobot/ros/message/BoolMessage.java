package dev.cobot.ros.message;

/** A truth value. */
@RosType("std_msgs/Bool")
public record BoolMessage(boolean data) implements RosMessage {}
