package dev.cobot.sim2real.shapes;

/** Hue, lightness and saturation to RGB as OpenCV does it for bytes ({@code COLOR_HLS2RGB}). */
final class HlsColor {
  private HlsColor() {}

  /**
   * Returns 0xRRGGBB.
   *
   * @param hue 0 to 180, in units of two degrees
   * @param lightness 0 to 255
   * @param saturation 0 to 255
   */
  static int toRgb(int hue, int lightness, int saturation) {
    float l = lightness * (1 / 255f);
    float s = saturation * (1 / 255f);
    if (saturation == 0) {
      return byteOf(l) * 0x010101;
    }
    float high = l <= 0.5f ? l * (1 + s) : l + s - l * s;
    float low = 2 * l - high;
    float sextant = hue * (6 / 180f);
    int sector = (int) sextant;
    float fraction = sextant - sector;
    float falling = low + (high - low) * (1 - fraction);
    float rising = low + (high - low) * fraction;
    return switch (sector % 6) {
      case 0 -> rgb(high, rising, low);
      case 1 -> rgb(falling, high, low);
      case 2 -> rgb(low, high, rising);
      case 3 -> rgb(low, falling, high);
      case 4 -> rgb(rising, low, high);
      default -> rgb(high, low, falling);
    };
  }

  private static int rgb(float red, float green, float blue) {
    return byteOf(red) << 16 | byteOf(green) << 8 | byteOf(blue);
  }

  private static int byteOf(float unit) {
    return Math.max(0, Math.min(255, (int) Math.rint(unit * 255f)));
  }
}
