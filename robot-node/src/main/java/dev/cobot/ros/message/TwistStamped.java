package dev.cobot.ros.message;

/** A velocity at a time in a frame. */
@RosType("geometry_msgs/TwistStamped")
public record TwistStamped(Header header, TwistMessage twist) implements RosMessage {}
