package dev.cobot.ros.message;

/** Asks a device to test itself. */
@RosType("diagnostic_msgs/SelfTestRequest")
public record SelfTestRequest() implements RosMessage {}
