package dev.cobot.ros.message;

/**
 * Calibration of a camera: distortion {@code d}, intrinsics {@code k} (3 x 3), rectification {@code
 * r} (3 x 3) and projection {@code p} (3 x 4), rows first, in pixels.
 */
@RosType("sensor_msgs/CameraInfo")
public record CameraInfo(
    Header header,
    int height,
    int width,
    String distortionModel,
    double[] d,
    double[] k,
    double[] r,
    double[] p,
    int binningX,
    int binningY,
    RegionOfInterest roi)
    implements RosMessage {}
