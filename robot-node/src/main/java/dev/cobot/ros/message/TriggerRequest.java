package dev.cobot.ros.message;

/** The request of {@code std_srvs/Trigger}. */
@RosType("std_srvs/TriggerRequest")
public record TriggerRequest() implements RosMessage {}
