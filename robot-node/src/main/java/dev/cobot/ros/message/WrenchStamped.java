package dev.cobot.ros.message;

/** A force and torque at a time in a frame. */
@RosType("geometry_msgs/WrenchStamped")
public record WrenchStamped(Header header, WrenchMessage wrench) implements RosMessage {}
