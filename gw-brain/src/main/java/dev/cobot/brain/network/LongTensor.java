package dev.cobot.brain.network;

import java.util.Arrays;

/**
 * A int64 tensor on the host. The arrays are not copied: the maker must not change them afterwards.
 *
 * @param shape the sizes of the axes, empty for a scalar
 * @param values row-major, as many as the shape holds
 */
public record LongTensor(long[] shape, long[] values) implements TensorValue {
  /** Checks that the number of values fits the shape. */
  public LongTensor {
    if (TensorValue.size(shape) != values.length) {
      throw new IllegalArgumentException(
          "shape %s holds %d values, got %d"
              .formatted(Arrays.toString(shape), TensorValue.size(shape), values.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongTensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "int64" + Arrays.toString(shape);
  }
}
