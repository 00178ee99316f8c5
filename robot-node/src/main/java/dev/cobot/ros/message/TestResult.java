package dev.cobot.ros.message;

/** The result of the trial action. */
@RosType("actionlib/TestResult")
public record TestResult(int result) implements RosMessage {}
