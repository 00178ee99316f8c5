package dev.cobot.sim2real.shapes;

/**
 * What is seen of a shape.
 *
 * @param xPixels centre of the unit square, from the left edge
 * @param yPixels the same, from the lower edge
 * @param sizePixels side of the unit square
 * @param rotationRad counter-clockwise, 0 points up
 * @param red 0 to 255, as green and blue
 */
public record ShapeAttributes(
    ShapeClass shape,
    float xPixels,
    float yPixels,
    float sizePixels,
    float rotationRad,
    float red,
    float green,
    float blue) {
  /** Side of a picture. */
  public static final int IMAGE_PIXELS = 32;

  public ShapeAttributes {
    if (shape == null) {
      throw new IllegalArgumentException("a shape has a class");
    }
    require("x", xPixels, 0, IMAGE_PIXELS);
    require("y", yPixels, 0, IMAGE_PIXELS);
    require("size", sizePixels, 0, IMAGE_PIXELS);
    require("rotation", rotationRad, -100, 100);
    require("red", red, 0, 255);
    require("green", green, 0, 255);
    require("blue", blue, 0, 255);
  }

  static void require(String name, float value, float min, float max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be in [" + min + ", " + max + "], got " + value);
    }
  }
}
