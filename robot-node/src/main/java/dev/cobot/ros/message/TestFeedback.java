package dev.cobot.ros.message;

/** The feedback of the trial action. */
@RosType("actionlib/TestFeedback")
public record TestFeedback(int feedback) implements RosMessage {}
