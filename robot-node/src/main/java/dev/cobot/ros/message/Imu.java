package dev.cobot.ros.message;

/**
 * Orientation, rad/s and m/s^2 with row-major 3 x 3 covariances; a covariance that begins with -1
 * says that there is no such measurement.
 */
@RosType("sensor_msgs/Imu")
public record Imu(
    Header header,
    QuaternionMessage orientation,
    double[] orientationCovariance,
    Vector3Message angularVelocity,
    double[] angularVelocityCovariance,
    Vector3Message linearAcceleration,
    double[] linearAccelerationCovariance)
    implements RosMessage {}
