package dev.cobot.ros.message;

/** Asks for the loggers of a node. */
@RosType("roscpp/GetLoggersRequest")
public record GetLoggersRequest() implements RosMessage {}
