package dev.cobot.sim2real.robot;

import java.util.List;

/**
 * What the robot's own sensors say.
 *
 * @param positionsRad one for each arm joint
 * @param gripperOpeningMeters distance between the pads
 * @param gripperVelocityMetersPerSecond rate of the opening, negative when closing
 * @param stampNanos when they said it, nanoseconds of the clock in use
 */
public record ArmState(
    List<String> jointNames,
    double[] positionsRad,
    double[] velocitiesRadPerSecond,
    double gripperOpeningMeters,
    double gripperVelocityMetersPerSecond,
    long stampNanos) {
  public ArmState {
    jointNames = List.copyOf(jointNames);
  }
}
