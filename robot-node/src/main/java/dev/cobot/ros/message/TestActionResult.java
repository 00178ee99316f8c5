package dev.cobot.ros.message;

/** A result of the trial action on its way. */
@RosType("actionlib/TestActionResult")
public record TestActionResult(Header header, GoalStatus status, TestResult result)
    implements RosMessage {}
