package dev.cobot.ros.message;

/** A whole number. */
@RosType("std_msgs/Int32")
public record Int32Message(int data) implements RosMessage {}
