package dev.cobot.ros.message;

/** The simulated time. */
@RosType("rosgraph_msgs/Clock")
public record ClockMessage(RosTime clock) implements RosMessage {}
