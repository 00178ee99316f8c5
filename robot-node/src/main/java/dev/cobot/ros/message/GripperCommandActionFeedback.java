package dev.cobot.ros.message;

/** Feedback on its way to the action client. */
@RosType("control_msgs/GripperCommandActionFeedback")
public record GripperCommandActionFeedback(
    Header header, GoalStatus status, GripperCommandFeedback feedback) implements RosMessage {}
