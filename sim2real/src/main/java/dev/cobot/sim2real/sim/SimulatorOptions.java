package dev.cobot.sim2real.sim;

/**
 * How the simulated robot moves and how much its physics vary.
 *
 * @param velocityScale share of each joint's velocity limit that the arm may use, (0, 1]
 * @param accelerationRadPerSecond2 largest acceleration of each joint
 * @param gripForceNewtons force of each finger
 * @param gripperSpeedMetersPerSecond speed at which the opening changes
 * @param physicsSpread each object's mass and friction are multiplied by a draw from [1 - spread, 1
 *     + spread] of the seed's streams; [0, 0.9]
 */
public record SimulatorOptions(
    double velocityScale,
    double accelerationRadPerSecond2,
    double gripForceNewtons,
    double gripperSpeedMetersPerSecond,
    double physicsSpread) {
  public static final SimulatorOptions DEFAULTS = new SimulatorOptions(1, 15, 15, 0.1, 0.1);

  public SimulatorOptions {
    require("velocityScale", velocityScale, velocityScale > 0 && velocityScale <= 1, "(0, 1]");
    require(
        "accelerationRadPerSecond2",
        accelerationRadPerSecond2,
        accelerationRadPerSecond2 > 0 && accelerationRadPerSecond2 <= 1000,
        "(0, 1000]");
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

  private static void require(String what, double value, boolean holds, String range) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be in " + range + ", got " + value);
    }
  }
}
