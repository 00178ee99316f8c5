package dev.cobot.ros.message;

/** The request of {@code std_srvs/Empty}. */
@RosType("std_srvs/EmptyRequest")
public record EmptyRequest() implements RosMessage {}
