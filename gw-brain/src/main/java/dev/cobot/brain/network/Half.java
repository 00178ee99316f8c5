package dev.cobot.brain.network;

/** IEEE 754 binary16, which Java 17 does not have. */
public final class Half {
  private Half() {}

  /** Returns the value of the bits, exactly. */
  public static float toFloat(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float value =
        exponent == 0
            ? fraction * 0x1p-24f
            : exponent == 31
                ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                : (0x400 + fraction) * (float) Math.scalb(1.0, exponent - 25);
    return bits < 0 ? -value : value;
  }

  /** Returns the nearest half, ties to even; infinite beyond 65504. */
  static short of(float value) {
    int bits = Float.floatToIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(size)) {
      return (short) (sign | 0x7e00);
    }
    if (size >= 65520) {
      return (short) (sign | 0x7c00);
    }
    // The spacing of halves there: 2^-24 up to 2^-14, then a 1024th of the power of two below.
    int exponent = size < 0x1p-14f ? -14 : Math.getExponent(size);
    int steps = (int) Math.rint(size * Math.scalb(1.0, 10 - exponent));
    // A carry into the next power of two is a carry in the bits as well.
    int magnitude = size < 0x1p-14f ? steps : ((exponent + 15) << 10) + (steps - 0x400);
    return (short) (sign | magnitude);
  }
}
