package dev.cobot.sim2real.scene;

/** An sRGB colour, each channel in [0, 1]. */
public record ColorRgb(double red, double green, double blue) {
  public ColorRgb {
    if (!(red >= 0 && red <= 1 && green >= 0 && green <= 1 && blue >= 0 && blue <= 1)) {
      throw new IllegalArgumentException(
          "each colour channel must be in [0, 1], got (" + red + ", " + green + ", " + blue + ")");
    }
  }

  /** Returns the colour with each channel clamped into [0, 1]. */
  public static ColorRgb clamped(double red, double green, double blue) {
    return new ColorRgb(clamp(red), clamp(green), clamp(blue));
  }

  public double distanceTo(ColorRgb other) {
    return Math.sqrt(
        (red - other.red) * (red - other.red)
            + (green - other.green) * (green - other.green)
            + (blue - other.blue) * (blue - other.blue));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
