package dev.cobot.ros.message;

/** The request of {@code std_srvs/SetBool}. */
@RosType("std_srvs/SetBoolRequest")
public record SetBoolRequest(boolean data) implements RosMessage {}
