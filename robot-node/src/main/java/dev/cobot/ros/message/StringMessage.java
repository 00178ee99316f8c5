package dev.cobot.ros.message;

/** A piece of text. */
@RosType("std_msgs/String")
public record StringMessage(String data) implements RosMessage {}
