package dev.cobot.ros.message;

/** The goal of the action with which action clients and servers are tried out. */
@RosType("actionlib/TestGoal")
public record TestGoal(int goal) implements RosMessage {}
