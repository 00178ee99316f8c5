package dev.cobot.ros.message;

/** The answer of {@code std_srvs/Empty}. */
@RosType("std_srvs/EmptyResponse")
public record EmptyResponse() implements RosMessage {}
