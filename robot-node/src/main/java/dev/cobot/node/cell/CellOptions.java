package dev.cobot.node.cell;

import dev.cobot.sim2real.sim.SimulatorOptions;

/**
 * How a simulated cell runs.
 *
 * @param seed draws what the physics varies
 * @param realTimeFactor simulated seconds a second of the wall clock, in [0.01, 100]
 * @param imageWidthPixels width of the pictures; the height follows the world's camera
 * @param imagesPerSecond in simulated time, in [0.1, 25]
 * @param pace what makes time go on
 * @param physics how the robot moves and how much the physics vary
 * @param randomLook whether light, table and camera look as the seed draws them, or as always
 */
public record CellOptions(
    long seed,
    double realTimeFactor,
    int imageWidthPixels,
    double imagesPerSecond,
    CellPace pace,
    SimulatorOptions physics,
    boolean randomLook) {
  /** A cell in real time with the default physics. */
  public CellOptions(
      long seed, double realTimeFactor, int imageWidthPixels, double imagesPerSecond) {
    this(
        seed,
        realTimeFactor,
        imageWidthPixels,
        imagesPerSecond,
        CellPace.REALTIME,
        SimulatorOptions.DEFAULTS,
        false);
  }

  public CellOptions {
    if (!(realTimeFactor >= 0.01 && realTimeFactor <= 100)) {
      throw new IllegalArgumentException(
          "realTimeFactor: got " + realTimeFactor + ", must be in [0.01, 100]");
    }
    if (!(imageWidthPixels >= 64 && imageWidthPixels <= 1920)) {
      throw new IllegalArgumentException(
          "imageWidthPixels: got " + imageWidthPixels + ", must be in [64, 1920]");
    }
    if (!(imagesPerSecond >= 0.1 && imagesPerSecond <= 25)) {
      throw new IllegalArgumentException(
          "imagesPerSecond: got " + imagesPerSecond + ", must be in [0.1, 25]");
    }
  }
}
