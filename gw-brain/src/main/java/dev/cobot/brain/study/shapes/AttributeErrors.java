package dev.cobot.brain.study.shapes;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** How far decoded attributes are from true ones. */
public final class AttributeErrors {
  /** One-hot values at the beginning of an attribute vector. */
  public static final int CLASSES = 3;

  /** Names of the values that follow. */
  public static final List<String> VALUES =
      List.of("x", "y", "size", "cos", "sin", "red", "green", "blue");

  private AttributeErrors() {}

  /**
   * Returns the likeliest class of a vector.
   *
   * @param vectors (rows, 11), row-major
   * @param at where the vector begins
   */
  static int greatestClass(float[] vectors, int at) {
    int best = 0;
    for (int i = 1; i < CLASSES; i++) {
      best = vectors[at + i] > vectors[at + best] ? i : best;
    }
    return best;
  }

  /** Returns the scores of the classes, (rows, 3), of vectors (rows, 11). */
  public static NDArray classes(NDArray vectors) {
    return vectors.get(":, :" + CLASSES);
  }

  /** Returns the values, (rows, 8), of vectors (rows, 11). */
  public static NDArray values(NDArray vectors) {
    return vectors.get(":, " + CLASSES + ":");
  }

  /**
   * Returns the negative log likelihood of the class, row by row.
   *
   * @param logits (rows, 3)
   * @param oneHot (rows, 3)
   * @return (rows)
   */
  public static NDArray ofClass(NDArray logits, NDArray oneHot) {
    return logits.logSoftmax(1).mul(oneHot).sum(new int[] {1}).neg();
  }

  /** Returns the squared errors of the values, (rows, 8). */
  public static NDArray ofValues(NDArray decoded, NDArray truth) {
    return decoded.sub(truth).square();
  }
}
