package dev.cobot.ros.message;

/** A goal of the trial action on its way. */
@RosType("actionlib/TestActionGoal")
public record TestActionGoal(Header header, GoalID goalId, TestGoal goal) implements RosMessage {}
