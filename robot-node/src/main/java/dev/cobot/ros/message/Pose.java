package dev.cobot.ros.message;

/** A position in metres and an orientation. */
@RosType("geometry_msgs/Pose")
public record Pose(Point position, QuaternionMessage orientation) implements RosMessage {}
