package dev.cobot.ros.message;

/** A message that only says "now". */
@RosType("std_msgs/Empty")
public record EmptyMessage() implements RosMessage {}
