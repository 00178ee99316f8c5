package dev.cobot.brain.network;

/** A tensor on the host, float32 or int64. */
public sealed interface TensorValue permits FloatTensor, LongTensor {
  /** Returns the sizes of the axes. */
  long[] shape();

  /** Returns the number of entries that a shape holds, at least 0 and within an int. */
  static int size(long... shape) {
    long size = 1;
    for (long axis : shape) {
      if (!(axis >= 0 && axis <= Integer.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "axis size %d; allowed: 0 to %d".formatted(axis, Integer.MAX_VALUE));
      }
      size = Math.multiplyExact(size, axis);
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("tensor has more than 2^31 - 1 entries");
      }
    }
    return (int) size;
  }
}
