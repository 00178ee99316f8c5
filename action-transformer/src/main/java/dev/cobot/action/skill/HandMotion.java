package dev.cobot.action.skill;

import dev.cobot.sim2real.scene.Vector3;

/**
 * How an expert moves the hand in one step: slower near the goal, and low only near the goal. It
 * speaks of metres a second, so that an expert does the same at any control rate.
 *
 * @param stepSeconds time between two decisions
 */
public record HandMotion(double stepSeconds) {
  public static final double MAX_SPEED = 0.22;
  private static final double MAX_DESCENT_SPEED = 0.16;
  private static final double APPROACH_GAIN_PER_SECOND = 5;
  private static final double MIN_SPEED = 0.02;
  private static final double MAX_YAW_RATE = 1.2;
  private static final double YAW_GAIN_PER_SECOND = 4;

  public HandMotion {
    if (!(stepSeconds > 0)) {
      throw new IllegalArgumentException("stepSeconds must be positive, got " + stepSeconds);
    }
  }

  /**
   * Returns where the hand is one step later on its way to the goal.
   *
   * @param horizontalFreedom share of the horizontal speed that may be used, [0, 1]
   */
  public Vector3 towards(Vector3 hand, Vector3 goal, double horizontalFreedom) {
    return towards(hand, goal, horizontalFreedom, MAX_SPEED);
  }

  /** As {@link #towards(Vector3, Vector3, double)} with a horizontal speed of its own. */
  public Vector3 towards(Vector3 hand, Vector3 goal, double horizontalFreedom, double maxSpeed) {
    Vector3 error = goal.minus(hand);
    double horizontal = Math.hypot(error.x(), error.y());
    double speed = approachSpeed(horizontal, maxSpeed) * horizontalFreedom;
    double part = horizontal < 1e-9 ? 0 : Math.min(1, speed * stepSeconds / horizontal);
    double verticalSpeed =
        approachSpeed(Math.abs(error.z()), error.z() < 0 ? MAX_DESCENT_SPEED : MAX_SPEED);
    double dz = limit(error.z(), verticalSpeed * stepSeconds);
    return new Vector3(hand.x() + error.x() * part, hand.y() + error.y() * part, hand.z() + dz);
  }

  /** Returns the yaw one step later when {@code errorRad} is left to turn. */
  public double turned(double yawRad, double errorRad) {
    return yawRad + limit(errorRad * YAW_GAIN_PER_SECOND * stepSeconds, MAX_YAW_RATE * stepSeconds);
  }

  /**
   * Height that belongs to a horizontal distance: low within {@code flat}, then rising to the
   * travel height.
   */
  public static double funnel(
      double lowZ, double travelZ, double distance, double flat, double slope) {
    return Math.min(Math.max(travelZ, lowZ), lowZ + Math.max(0, distance - flat) * slope);
  }

  /** Wraps an angle into half a period to either side of 0. */
  public static double wrap(double angleRad, double periodRad) {
    return angleRad - periodRad * Math.floor(angleRad / periodRad + 0.5);
  }

  public static double limit(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  public static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  private static double approachSpeed(double distance, double max) {
    return Math.max(MIN_SPEED, Math.min(max, APPROACH_GAIN_PER_SECOND * distance));
  }
}
