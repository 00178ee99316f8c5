package dev.cobot.ros.message;

/** Force in N and torque in N m. */
@RosType("geometry_msgs/Wrench")
public record WrenchMessage(Vector3Message force, Vector3Message torque) implements RosMessage {}
