package dev.cobot.sim2real.render;

/** The sRGB transfer curve, IEC 61966-2-1. */
final class Srgb {
  private static final int STEPS = 1 << 14;
  private static final byte[] ENCODED = new byte[STEPS + 1];
  private static final float[] DECODED = new float[256];

  static {
    for (int i = 0; i <= STEPS; i++) {
      double linear = (double) i / STEPS;
      double encoded =
          linear <= 0.0031308 ? 12.92 * linear : 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055;
      ENCODED[i] = (byte) (int) (255 * encoded + 0.5);
    }
    for (int i = 0; i < 256; i++) {
      DECODED[i] = (float) toLinear(i / 255.0);
    }
  }

  private Srgb() {}

  static double toLinear(double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : StrictMath.pow((encoded + 0.055) / 1.055, 2.4);
  }

  /** Returns the linear value of an sRGB byte. */
  static float toLinear(byte encoded) {
    return DECODED[encoded & 0xff];
  }

  /** Encodes a linear value, clamped into [0, 1], as a byte. */
  static byte toByte(float linear) {
    // Not-a-number fails the first comparison and becomes black.
    if (!(linear > 0)) {
      return 0;
    }
    return linear >= 1 ? (byte) 255 : ENCODED[(int) (linear * STEPS + 0.5f)];
  }
}
