package dev.cobot.ros.message;

/** Stamp and frame of the data that follows; {@code frameId} has no leading slash. */
@RosType("std_msgs/Header")
public record Header(int seq, RosTime stamp, String frameId) implements RosMessage {}
