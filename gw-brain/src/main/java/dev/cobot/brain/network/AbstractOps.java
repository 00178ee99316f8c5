package dev.cobot.brain.network;

import java.util.Arrays;
import java.util.List;

/** The operations that every executor builds from others, so that they cannot differ. */
abstract class AbstractOps<T> implements Ops<T> {
  static final float LAYER_NORM_EPSILON = 1e-5f;
  static final float BATCH_NORM_EPSILON = 1e-5f;

  @Override
  public T l2Normalize(T x) {
    return div(x, sqrt(addScalar(sumAxis(mul(x, x), -1, true), 1e-12f)));
  }

  @Override
  public T upsample2d(T x, int channels, int height, int width) {
    T apart = reshape(x, 0, channels, height, 1, width, 1);
    T wide = concat(5, List.of(apart, apart));
    return reshape(concat(3, List.of(wide, wide)), 0, channels, 2L * height, 2L * width);
  }

  final T splitHeads(T x, int heads, boolean keysLast) {
    int width = width(x);
    if (width > 0 && width % heads != 0) {
      throw new IllegalArgumentException(
          "attention: width %d is not a multiple of %d heads".formatted(width, heads));
    }
    T split = reshape(x, 0, 0, heads, width / heads);
    return keysLast ? transpose(split, 0, 2, 3, 1) : transpose(split, 0, 2, 1, 3);
  }

  final T joinHeads(T x, int width) {
    return reshape(transpose(x, 0, 2, 1, 3), 0, 0, width);
  }

  final T plainAttention(T q, T k, T v, T mask, int heads) {
    int width = width(q);
    T scores = matmul(splitHeads(q, heads, false), splitHeads(k, heads, true));
    scores = scale(scores, (float) (1 / Math.sqrt((double) width / heads)));
    if (mask != null) {
      scores = add(scores, mask);
    }
    return joinHeads(matmul(softmax(scores), splitHeads(v, heads, false)), width);
  }

  /** Returns the size of the last axis. */
  abstract int width(T x);

  static void requireParts(List<?> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat needs at least one part");
    }
  }

  static long[] resolveShape(long[] wanted, long[] current) {
    long[] shape = wanted.clone();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) {
        if (i >= current.length) {
          throw new IllegalArgumentException(
              "reshape %s: axis %d keeps an axis that %s does not have"
                  .formatted(Arrays.toString(wanted), i, Arrays.toString(current)));
        }
        shape[i] = current[i];
      }
    }
    return shape;
  }
}
