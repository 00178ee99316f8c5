package dev.cobot.ros.message;

/** Whether the camera kept the calibration. */
@RosType("sensor_msgs/SetCameraInfoResponse")
public record SetCameraInfoResponse(boolean success, String statusMessage) implements RosMessage {}
