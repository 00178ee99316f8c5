package dev.cobot.sim2real.scene;

import java.util.Locale;

/** The colour words of the tabletop vocabulary, each with a prototype in sRGB. */
public enum ColorName {
  RED(0.80, 0.10, 0.10),
  GREEN(0.10, 0.58, 0.16),
  BLUE(0.10, 0.25, 0.80),
  YELLOW(0.93, 0.80, 0.10),
  ORANGE(0.93, 0.43, 0.06),
  PURPLE(0.48, 0.15, 0.62),
  WHITE(0.90, 0.90, 0.88),
  GREY(0.50, 0.50, 0.52),
  BLACK(0.10, 0.10, 0.11);

  private final ColorRgb prototype;

  ColorName(double red, double green, double blue) {
    prototype = new ColorRgb(red, green, blue);
  }

  public ColorRgb prototype() {
    return prototype;
  }

  /** Returns the word as it is said, for example {@code red}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name whose prototype is nearest in sRGB. */
  public static ColorName nearest(ColorRgb color) {
    ColorName best = RED;
    for (ColorName name : values()) {
      if (name.prototype.distanceTo(color) < best.prototype.distanceTo(color)) {
        best = name;
      }
    }
    return best;
  }
}
