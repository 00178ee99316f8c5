package dev.cobot.sim2real.sim;

/**
 * How the simulated robot moves, how it is connected and how much its physics vary.
 *
 * @param velocityScale share of each joint's velocity limit that the arm may use, (0, 1]
 * @param accelerationRadPerSecond2 largest acceleration of each joint
 * @param jerkRadPerSecond3 largest rate at which each joint's acceleration changes, unless an
 *     obstacle stops it; the motion comes later by the acceleration over this; infinite for a drive
 *     without such a limit
 * @param gripForceNewtons force of each finger
 * @param gripperSpeedMetersPerSecond speed at which the opening changes
 * @param physicsSpread each object's mass and friction are multiplied by a draw from [1 - spread, 1
 *     + spread] of the seed's streams; [0, 0.9]
 * @param link what is between the robot and who commands it
 */
public record SimulatorOptions(
    double velocityScale,
    double accelerationRadPerSecond2,
    double jerkRadPerSecond3,
    double gripForceNewtons,
    double gripperSpeedMetersPerSecond,
    double physicsSpread,
    Link link) {
  public static final SimulatorOptions DEFAULTS =
      new SimulatorOptions(1, 15, Double.POSITIVE_INFINITY, 15, 0.1, 0.1, Link.PERFECT);

  public SimulatorOptions {
    require("velocityScale", velocityScale, velocityScale > 0 && velocityScale <= 1, "(0, 1]");
    require(
        "accelerationRadPerSecond2",
        accelerationRadPerSecond2,
        accelerationRadPerSecond2 > 0 && accelerationRadPerSecond2 <= 1000,
        "(0, 1000]");
    require("jerkRadPerSecond3", jerkRadPerSecond3, jerkRadPerSecond3 >= 1, "[1, infinity]");
    require(
        "gripForceNewtons",
        gripForceNewtons,
        gripForceNewtons > 0 && gripForceNewtons <= 200,
        "(0, 200]");
    require(
        "gripperSpeedMetersPerSecond",
        gripperSpeedMetersPerSecond,
        gripperSpeedMetersPerSecond > 0 && gripperSpeedMetersPerSecond <= 1,
        "(0, 1]");
    require("physicsSpread", physicsSpread, physicsSpread >= 0 && physicsSpread <= 0.9, "[0, 0.9]");
  }

  /**
   * What is between the robot and who commands it.
   *
   * @param sensorDelaySeconds age of what the sensors say when it is heard
   * @param actuationDelaySeconds time from a command to when the drives obey it
   * @param jointNoiseRad one sigma of each joint position that the sensors say
   * @param packetLoss share of the commands that never arrive, [0, 1)
   */
  public record Link(
      double sensorDelaySeconds,
      double actuationDelaySeconds,
      double jointNoiseRad,
      double packetLoss) {
    public static final Link PERFECT = new Link(0, 0, 0, 0);

    public Link {
      require(
          "sensorDelaySeconds",
          sensorDelaySeconds,
          sensorDelaySeconds >= 0 && sensorDelaySeconds <= 2,
          "[0, 2]");
      require(
          "actuationDelaySeconds",
          actuationDelaySeconds,
          actuationDelaySeconds >= 0 && actuationDelaySeconds <= 2,
          "[0, 2]");
      require(
          "jointNoiseRad", jointNoiseRad, jointNoiseRad >= 0 && jointNoiseRad <= 0.5, "[0, 0.5]");
      require("packetLoss", packetLoss, packetLoss >= 0 && packetLoss < 1, "[0, 1)");
    }
  }

  /** Returns the same with another share of the velocity limits. */
  public SimulatorOptions withVelocityScale(double scale) {
    return new SimulatorOptions(
        scale,
        accelerationRadPerSecond2,
        jerkRadPerSecond3,
        gripForceNewtons,
        gripperSpeedMetersPerSecond,
        physicsSpread,
        link);
  }

  /** Returns the same with another limit of acceleration. */
  public SimulatorOptions withAcceleration(double radPerSecond2) {
    return new SimulatorOptions(
        velocityScale,
        radPerSecond2,
        jerkRadPerSecond3,
        gripForceNewtons,
        gripperSpeedMetersPerSecond,
        physicsSpread,
        link);
  }

  /** Returns the same with another limit of jerk. */
  public SimulatorOptions withJerk(double radPerSecond3) {
    return new SimulatorOptions(
        velocityScale,
        accelerationRadPerSecond2,
        radPerSecond3,
        gripForceNewtons,
        gripperSpeedMetersPerSecond,
        physicsSpread,
        link);
  }

  /** Returns the same with another spread of mass and friction. */
  public SimulatorOptions withPhysicsSpread(double spread) {
    return new SimulatorOptions(
        velocityScale,
        accelerationRadPerSecond2,
        jerkRadPerSecond3,
        gripForceNewtons,
        gripperSpeedMetersPerSecond,
        spread,
        link);
  }

  /** Returns the same with another link. */
  public SimulatorOptions withLink(Link newLink) {
    return new SimulatorOptions(
        velocityScale,
        accelerationRadPerSecond2,
        jerkRadPerSecond3,
        gripForceNewtons,
        gripperSpeedMetersPerSecond,
        physicsSpread,
        newLink);
  }

  private static void require(String what, double value, boolean holds, String range) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be in " + range + ", got " + value);
    }
  }
}
