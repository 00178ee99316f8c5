package dev.cobot.brain.shapes;

import ai.djl.ndarray.NDArray;

/** How far decoded attributes are from true ones. */
public final class AttributeErrors {
  /** One-hot values at the beginning of an attribute vector. */
  public static final int CLASSES = 3;

  private AttributeErrors() {}

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
