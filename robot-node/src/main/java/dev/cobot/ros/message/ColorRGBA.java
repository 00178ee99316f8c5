package dev.cobot.ros.message;

/** A colour; every channel in [0, 1], alpha 1 is opaque. */
@RosType("std_msgs/ColorRGBA")
public record ColorRGBA(float r, float g, float b, float a) implements RosMessage {}
