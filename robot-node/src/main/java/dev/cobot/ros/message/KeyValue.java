package dev.cobot.ros.message;

/** A named value in text. */
@RosType("diagnostic_msgs/KeyValue")
public record KeyValue(String key, String value) implements RosMessage {}
