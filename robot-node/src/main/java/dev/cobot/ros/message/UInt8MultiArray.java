package dev.cobot.ros.message;

/** Bytes in several dimensions. */
@RosType("std_msgs/UInt8MultiArray")
public record UInt8MultiArray(MultiArrayLayout layout, byte[] data) implements RosMessage {}
