package dev.cobot.ros.message;

/** The pose of a child frame in its parent frame, in metres. */
@RosType("geometry_msgs/Transform")
public record TransformMessage(Vector3Message translation, QuaternionMessage rotation)
    implements RosMessage {}
