package dev.cobot.ros.message;

/** Velocity: linear in m/s, angular in rad/s. */
@RosType("geometry_msgs/Twist")
public record TwistMessage(Vector3Message linear, Vector3Message angular) implements RosMessage {}
