package dev.cobot.ros.message;

/**
 * Where the gripper ended: opening (m), force (N), and whether something stopped it or it is there.
 */
@RosType("control_msgs/GripperCommandResult")
public record GripperCommandResult(
    double position, double effort, boolean stalled, boolean reachedGoal) implements RosMessage {}
