package dev.cobot.ros.message;

/** The three messages of the action, as tools know it; never sent. */
@RosType("control_msgs/GripperCommandAction")
public record GripperCommandAction(
    GripperCommandActionGoal actionGoal,
    GripperCommandActionResult actionResult,
    GripperCommandActionFeedback actionFeedback)
    implements RosMessage {}
