package dev.cobot.ros.message;

/** A byte, unsigned on the wire; its unit is agreed on by the topic. */
@RosType("std_msgs/UInt8")
public record UInt8Message(byte data) implements RosMessage {}
