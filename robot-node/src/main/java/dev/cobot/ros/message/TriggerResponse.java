package dev.cobot.ros.message;

/**
 * The answer of {@code std_srvs/Trigger}: whether it was done, and what there is to say about it.
 */
@RosType("std_srvs/TriggerResponse")
public record TriggerResponse(boolean success, String message) implements RosMessage {}
