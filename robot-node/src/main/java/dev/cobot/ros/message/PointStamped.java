package dev.cobot.ros.message;

/** A position at a time in a frame. */
@RosType("geometry_msgs/PointStamped")
public record PointStamped(Header header, Point point) implements RosMessage {}
