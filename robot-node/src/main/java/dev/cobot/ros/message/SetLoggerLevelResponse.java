package dev.cobot.ros.message;

/** The level is set. */
@RosType("roscpp/SetLoggerLevelResponse")
public record SetLoggerLevelResponse() implements RosMessage {}
