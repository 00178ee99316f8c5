package dev.cobot.sim2real.scene;

import java.util.Optional;

/**
 * How a surface answers light.
 *
 * @param color what it reflects in all directions, sRGB
 * @param ambient what it reflects of the light that comes from everywhere, sRGB
 * @param specular strength of the highlight in each channel
 * @param shininess exponent of the highlight, in [2, 1024]; rounded to an even number
 * @param emissive its own light, sRGB
 * @param texture a picture that multiplies {@code color} and {@code ambient}
 */
public record Material(
    ColorRgb color,
    ColorRgb ambient,
    ColorRgb specular,
    double shininess,
    ColorRgb emissive,
    Optional<ImageTexture> texture) {
  /** The exponent of a surface that says none. */
  public static final double DEFAULT_SHININESS = 32;

  private static final ColorRgb BLACK = new ColorRgb(0, 0, 0);

  public Material {
    if (!(shininess >= 2 && shininess <= 1024)) {
      throw new IllegalArgumentException("shininess must be in [2, 1024], got " + shininess);
    }
  }

  /** Returns a surface of one colour with a white highlight. */
  public static Material plain(ColorRgb color, double specular) {
    return new Material(
        color,
        color,
        new ColorRgb(specular, specular, specular),
        DEFAULT_SHININESS,
        BLACK,
        Optional.empty());
  }

  /** Returns the same surface in another colour; an ambient colour of its own stays. */
  public Material withColor(ColorRgb newColor) {
    return new Material(
        newColor,
        ambient.equals(color) ? newColor : ambient,
        specular,
        shininess,
        emissive,
        texture);
  }
}
