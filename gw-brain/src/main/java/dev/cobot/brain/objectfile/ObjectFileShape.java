package dev.cobot.brain.objectfile;

/**
 * Sizes of an object's file.
 *
 * @param placeBlocks pairs of values that turn with x, y and z
 * @param yawBlocks pairs that turn with four times the yaw
 * @param steadyValues values that no motion changes
 * @param keyWidth of keys and queries
 * @param hiddenWidth of the layers between
 */
public record ObjectFileShape(
    int placeBlocks,
    int yawBlocks,
    int steadyValues,
    int keyWidth,
    int hiddenWidth,
    Memory memory,
    Weighing weighing) {
  /** How the last state becomes what is expected now. */
  public enum Memory {
    /** Blocks turn with the hand while it holds the object (after Keurti et al., 2023). */
    HOMOMORPHISM,
    /** A network of one hidden layer adds to the last state. */
    PERCEPTRON,
    /** The last state is not known. */
    NONE
  }

  /** Where the weights of the fusion come from. */
  public enum Weighing {
    /** Keys of the domains against a query of the state. */
    SELECTED,
    /** One learned number a domain. */
    CONSTANT,
    /** All that is there alike. */
    EQUAL
  }

  /** Checks the ranges. */
  public ObjectFileShape {
    if (!(placeBlocks > 0
        && placeBlocks <= 1024
        && yawBlocks > 0
        && yawBlocks <= 1024
        && steadyValues > 0
        && steadyValues <= 4096
        && keyWidth > 0
        && keyWidth <= 4096
        && hiddenWidth > 0
        && hiddenWidth <= 65_536)) {
      throw new IllegalArgumentException(
          "object file of %d and %d blocks, %d steady values, keys of %d, hidden layers of %d; allowed: 1 to 1024 blocks, 1 to 4096, 1 to 4096, 1 to 65536"
              .formatted(placeBlocks, yawBlocks, steadyValues, keyWidth, hiddenWidth));
    }
  }

  /** Returns 20 and 4 blocks, 16 steady values, keys of 24, hidden layers of 64. */
  public static ObjectFileShape of(Memory memory, Weighing weighing) {
    return new ObjectFileShape(20, 4, 16, 24, 64, memory, weighing);
  }

  /** Returns the width of the state. */
  public int stateWidth() {
    return 2 * blocks() + steadyValues;
  }

  int blocks() {
    return placeBlocks + yawBlocks;
  }
}
