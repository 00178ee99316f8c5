package dev.cobot.ros.message;

/** Asks a camera to keep a calibration. */
@RosType("sensor_msgs/SetCameraInfoRequest")
public record SetCameraInfoRequest(CameraInfo cameraInfo) implements RosMessage {}
