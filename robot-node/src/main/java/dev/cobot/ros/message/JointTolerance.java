package dev.cobot.ros.message;

/**
 * How far a joint may be off (rad or m, and derivatives); 0 leaves it to the controller, a negative
 * value allows anything.
 */
@RosType("control_msgs/JointTolerance")
public record JointTolerance(String name, double position, double velocity, double acceleration)
    implements RosMessage {}
