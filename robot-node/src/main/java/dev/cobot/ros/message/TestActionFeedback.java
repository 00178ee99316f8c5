package dev.cobot.ros.message;

/** Feedback of the trial action on its way. */
@RosType("actionlib/TestActionFeedback")
public record TestActionFeedback(Header header, GoalStatus status, TestFeedback feedback)
    implements RosMessage {}
