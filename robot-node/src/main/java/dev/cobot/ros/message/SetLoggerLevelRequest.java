package dev.cobot.ros.message;

/** Asks a node to log more or less: debug, info, warn, error or fatal. */
@RosType("roscpp/SetLoggerLevelRequest")
public record SetLoggerLevelRequest(String logger, String level) implements RosMessage {}
