package dev.cobot.ros.message;

/** Numbers in several dimensions. */
@RosType("std_msgs/Float64MultiArray")
public record Float64MultiArray(MultiArrayLayout layout, double[] data) implements RosMessage {}
