package dev.cobot.ros.message;

/**
 * The answer of {@code std_srvs/SetBool}: whether it was done, and what there is to say about it.
 */
@RosType("std_srvs/SetBoolResponse")
public record SetBoolResponse(boolean success, String message) implements RosMessage {}
