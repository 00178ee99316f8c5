package dev.cobot.brain.hearing;

/**
 * Numbers in 16 bits: the upper half of a float (bfloat16), rounded to nearest. Half of the memory,
 * eight bits of precision.
 */
final class Halves {
  private Halves() {}

  static short of(float value) {
    return (short) ((Float.floatToRawIntBits(value) + 0x8000) >>> 16);
  }

  static float toFloat(short half) {
    return Float.intBitsToFloat((half & 0xffff) << 16);
  }
}
