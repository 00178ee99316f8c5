package dev.cobot.ros.message;

/** The three messages of the trial action, as tools know it; never sent. */
@RosType("actionlib/TestAction")
public record TestAction(
    TestActionGoal actionGoal, TestActionResult actionResult, TestActionFeedback actionFeedback)
    implements RosMessage {}
