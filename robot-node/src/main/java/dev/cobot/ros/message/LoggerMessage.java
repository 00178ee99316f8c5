package dev.cobot.ros.message;

/** A logger of a node and its level: debug, info, warn, error or fatal. */
@RosType("roscpp/Logger")
public record LoggerMessage(String name, String level) implements RosMessage {}
