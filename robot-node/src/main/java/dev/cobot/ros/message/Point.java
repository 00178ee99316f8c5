package dev.cobot.ros.message;

/** A position in metres. */
@RosType("geometry_msgs/Point")
public record Point(double x, double y, double z) implements RosMessage {}
