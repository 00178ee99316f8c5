package dev.cobot.ros.message;

/** A number of single precision. */
@RosType("std_msgs/Float32")
public record Float32Message(float data) implements RosMessage {}
