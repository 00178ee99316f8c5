package dev.cobot.ros.message;

/** A rotation as a unit quaternion. */
@RosType("geometry_msgs/Quaternion")
public record QuaternionMessage(double x, double y, double z, double w) implements RosMessage {}
