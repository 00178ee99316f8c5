package dev.cobot.ros.message;

/** A result on its way to the action client. */
@RosType("control_msgs/GripperCommandActionResult")
public record GripperCommandActionResult(
    Header header, GoalStatus status, GripperCommandResult result) implements RosMessage {}
