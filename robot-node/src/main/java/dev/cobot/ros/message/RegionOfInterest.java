package dev.cobot.ros.message;

/** A window in a picture, in pixels; all zero means the whole picture. */
@RosType("sensor_msgs/RegionOfInterest")
public record RegionOfInterest(int xOffset, int yOffset, int height, int width, boolean doRectify)
    implements RosMessage {}
