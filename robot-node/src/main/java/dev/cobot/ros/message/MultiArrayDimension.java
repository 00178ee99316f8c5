package dev.cobot.ros.message;

/**
 * One dimension of an array: {@code size} elements; {@code stride} elements are in it and all inner
 * dimensions.
 */
@RosType("std_msgs/MultiArrayDimension")
public record MultiArrayDimension(String label, int size, int stride) implements RosMessage {}
