package dev.cobot.brain.network;

import java.util.Arrays;
import java.util.Objects;

/**
 * The name and shape of a network input.
 *
 * @param name what the ONNX file calls the input
 * @param shape one entry an axis; the first is -1, the batch, or a fixed size
 */
public record TensorSpec(String name, long... shape) {
  /** Checks that the name is not blank and that only the first axis is open. */
  public TensorSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("input name is blank");
    }
    shape = shape.clone();
    for (int i = 0; i < shape.length; i++) {
      if (!(shape[i] > 0 || (i == 0 && shape[i] == -1))) {
        throw new IllegalArgumentException(
            "input '%s': axis %d has size %d; allowed: above 0, or -1 (batch) for axis 0"
                .formatted(name, i, shape[i]));
      }
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the shape with the batch axis, if it is open, set to {@code batch}. */
  public long[] shapeFor(long batch) {
    long[] result = shape.clone();
    if (result.length > 0 && result[0] == -1) {
      result[0] = batch;
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
