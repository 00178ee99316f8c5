package dev.cobot.ros.message;

/** A pose in the frame and at the time of its header. */
@RosType("geometry_msgs/PoseStamped")
public record PoseStamped(Header header, Pose pose) implements RosMessage {}
