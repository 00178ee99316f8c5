package dev.cobot.ros.message;

/** A number; its unit is agreed on by the topic. */
@RosType("std_msgs/Float64")
public record Float64Message(double data) implements RosMessage {}
