package dev.cobot.action.decode;

import dev.cobot.sim2real.robot.RobotModel;
import java.util.Collections;
import java.util.List;

/**
 * What a decoded motion keeps to. The safety gate has limits of its own; these lie inside them, so
 * that the gate finds nothing to change.
 *
 * @param velocityRadPerSecond of each arm joint
 * @param accelerationRadPerSecond2 of each arm joint
 * @param jerkRadPerSecond3 of each arm joint
 * @param toolSpeedMetersPerSecond of {@code tool0}
 * @param positionMarginRad distance that is kept to the joints' position limits
 */
public record MotionLimits(
    List<Double> velocityRadPerSecond,
    List<Double> accelerationRadPerSecond2,
    List<Double> jerkRadPerSecond3,
    double toolSpeedMetersPerSecond,
    double positionMarginRad) {
  private static final double VELOCITY_FACTOR = 0.45;

  /** A ramp to rest within 0.2 s brakes by five times the velocity, on top of the path's own. */
  private static final double MAX_VELOCITY_RAD_PER_SECOND = 1.4;

  private static final double ACCELERATION_RAD_PER_SECOND2 = 12;
  private static final double JERK_RAD_PER_SECOND3 = 400;
  private static final double TOOL_SPEED_METERS_PER_SECOND = 0.235;
  private static final double POSITION_MARGIN_RAD = 0.12;

  public MotionLimits {
    velocityRadPerSecond = List.copyOf(velocityRadPerSecond);
    accelerationRadPerSecond2 = List.copyOf(accelerationRadPerSecond2);
    jerkRadPerSecond3 = List.copyOf(jerkRadPerSecond3);
    int joints = velocityRadPerSecond.size();
    require("velocityRadPerSecond", velocityRadPerSecond, joints);
    require("accelerationRadPerSecond2", accelerationRadPerSecond2, joints);
    require("jerkRadPerSecond3", jerkRadPerSecond3, joints);
    if (!(toolSpeedMetersPerSecond > 0)) {
      throw new IllegalArgumentException(
          "toolSpeedMetersPerSecond must be positive, got " + toolSpeedMetersPerSecond);
    }
    if (!(positionMarginRad >= 0)) {
      throw new IllegalArgumentException(
          "positionMarginRad must not be negative, got " + positionMarginRad);
    }
  }

  /**
   * Returns limits for a robot: 0.45 of its own velocities and at most 1.4 rad/s, 12 rad/s2, 400
   * rad/s3, 0.235 m/s. They leave room below the gate of the default profile for its ramp to rest.
   */
  public static MotionLimits of(RobotModel robot) {
    int joints = robot.armJoints().size();
    return new MotionLimits(
        robot.armJoints().stream()
            .map(j -> Math.min(MAX_VELOCITY_RAD_PER_SECOND, VELOCITY_FACTOR * j.maxVelocity()))
            .toList(),
        Collections.nCopies(joints, ACCELERATION_RAD_PER_SECOND2),
        Collections.nCopies(joints, JERK_RAD_PER_SECOND3),
        TOOL_SPEED_METERS_PER_SECOND,
        POSITION_MARGIN_RAD);
  }

  private static void require(String name, List<Double> values, int joints) {
    if (values.isEmpty() || values.size() != joints) {
      throw new IllegalArgumentException(
          name + " needs one value for each of " + joints + " joints, got " + values.size());
    }
    for (double value : values) {
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(name + " must be positive and finite, got " + values);
      }
    }
  }
}
