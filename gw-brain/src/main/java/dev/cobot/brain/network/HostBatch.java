package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A reused buffer outside the heap for a batch of float32 values. On the CPU the array aliases the
 * buffer: refill it only after the step that uses the array has ended.
 *
 * <p>Why not {@code create(float[])}: each call leaves a native buffer for the garbage collector,
 * and a training run grows by gigabytes.
 */
public final class HostBatch {
  private static final int ALIGNMENT_BYTES = 64;
  private static final int MAX_VALUES = (Integer.MAX_VALUE - 2 * ALIGNMENT_BYTES) / 4;

  private final long[] shape;
  private final ByteBuffer bytes;

  /** Allocates the buffer; the first axis is the largest batch. */
  public HostBatch(long... shape) {
    this.shape = shape.clone();
    int size = TensorValue.size(shape);
    if (size == 0 || size > MAX_VALUES) {
      throw new IllegalArgumentException(
          "batch of %d values; allowed: 1 to %d".formatted(size, MAX_VALUES));
    }
    // At a cache line, as the engine's own arrays: the order of a product's sums may depend on the
    // alignment, and a run could not be repeated bit for bit.
    // The slice loses up to a line at each end.
    bytes =
        ByteBuffer.allocateDirect(4 * size + 2 * ALIGNMENT_BYTES)
            .alignedSlice(ALIGNMENT_BYTES)
            .slice(0, 4 * size)
            .order(ByteOrder.nativeOrder());
  }

  /** Returns the values, row-major, at position 0: what is put here is what the array holds. */
  public FloatBuffer values() {
    bytes.clear();
    return bytes.asFloatBuffer();
  }

  /** Returns the whole batch as an array of the manager. */
  public NDArray toArray(NDManager manager) {
    return toArray(manager, shape[0]);
  }

  /** Returns the first rows of the batch as an array of the manager. */
  public NDArray toArray(NDManager manager, long rows) {
    if (!(rows >= 1 && rows <= shape[0])) {
      throw new IllegalArgumentException(
          "batch of %d rows; allowed: 1 to %d".formatted(rows, shape[0]));
    }
    long[] used = shape.clone();
    used[0] = rows;
    bytes.clear();
    bytes.limit(4 * TensorValue.size(used));
    return manager.create(bytes, new Shape(used), DataType.FLOAT32);
  }
}
