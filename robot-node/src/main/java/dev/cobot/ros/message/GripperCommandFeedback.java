package dev.cobot.ros.message;

/** Where the gripper is: opening (m), force (N), and whether something stops it or it is there. */
@RosType("control_msgs/GripperCommandFeedback")
public record GripperCommandFeedback(
    double position, double effort, boolean stalled, boolean reachedGoal) implements RosMessage {}
