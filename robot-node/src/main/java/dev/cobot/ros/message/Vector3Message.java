package dev.cobot.ros.message;

/** A free vector. */
@RosType("geometry_msgs/Vector3")
public record Vector3Message(double x, double y, double z) implements RosMessage {}
