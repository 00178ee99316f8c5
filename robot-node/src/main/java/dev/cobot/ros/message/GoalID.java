package dev.cobot.ros.message;

/** Names a goal: an id that its client chose, and when it was sent. */
@RosType("actionlib_msgs/GoalID")
public record GoalID(RosTime stamp, String id) implements RosMessage {}
