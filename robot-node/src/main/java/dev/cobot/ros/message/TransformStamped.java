package dev.cobot.ros.message;

/** The transform parent-from-child: the header names the parent frame. */
@RosType("geometry_msgs/TransformStamped")
public record TransformStamped(Header header, String childFrameId, TransformMessage transform)
    implements RosMessage {}
