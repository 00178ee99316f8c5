package dev.cobot.brain.study.transfer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.sight.FoundObjects;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import java.util.Arrays;
import java.util.List;

/**
 * What a label says of an object: its kind, its values, and which of them such an object has. A
 * latent is (kinds, one of them 1; values, 0 where there is none; known, 0 or 1); what is decoded
 * is (logits of the kinds; values).
 */
final class ReadingDomain implements Domain {
  static final String NAME = "reading";
  static final int VALUES = FoundObjects.VALUES;

  /** As in the reader's own loss: values weigh so much more than the kind's cross entropy. */
  private static final double VALUES_WEIGHT = 8;

  private final int kinds;
  private final MlpShape mlp;
  private final float[] usuallyKnown;

  /**
   * @param rows labelled objects, from which it is known which values objects of a kind have
   */
  ReadingDomain(int kinds, List<FoundObjects.Row> rows, MlpShape mlp) {
    this.kinds = kinds;
    this.mlp = mlp;
    usuallyKnown = new float[kinds * VALUES];
    int[] counts = new int[kinds];
    for (FoundObjects.Row row : rows) {
      counts[row.kind()]++;
      for (int v = 0; v < VALUES; v++) {
        usuallyKnown[row.kind() * VALUES + v] += row.known()[v];
      }
    }
    for (int k = 0; k < kinds; k++) {
      for (int v = 0; v < VALUES; v++) {
        usuallyKnown[k * VALUES + v] /= Math.max(1, counts[k]);
      }
    }
  }

  static int latentWidth(int kinds) {
    return kinds + 2 * VALUES;
  }

  static int decodedWidth(int kinds) {
    return kinds + VALUES;
  }

  /** Returns the latents of labelled objects, (rows, latent width). */
  static float[] latents(int kinds, List<FoundObjects.Row> rows) {
    int width = latentWidth(kinds);
    float[] latents = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      FoundObjects.Row row = rows.get(i);
      latents[i * width + row.kind()] = 1;
      System.arraycopy(row.values(), 0, latents, i * width + kinds, VALUES);
      System.arraycopy(row.known(), 0, latents, i * width + kinds + VALUES, VALUES);
    }
    return latents;
  }

  @Override
  public DomainSpec spec() {
    return new DomainSpec(NAME, latentWidth(kinds), decodedWidth(kinds), mlp, mlp);
  }

  /** Cross entropy of the kind, and the squared error of the values that the object has. */
  @Override
  public NDArray error(NDArray decoded, NDArray latents) {
    NDArray logits = decoded.get(":, 0:" + kinds);
    NDArray entropy =
        logits.logSoftmax(1).mul(latents.get(":, 0:" + kinds)).sum(new int[] {1}).neg();
    NDArray known = latents.get(":, " + (kinds + VALUES) + ":");
    NDArray off =
        decoded
            .get(":, " + kinds + ":")
            .sub(latents.get(":, " + kinds + ":" + (kinds + VALUES)))
            .square()
            .mul(known)
            .sum(new int[] {1})
            .div(known.sum(new int[] {1}).maximum(1f));
    return entropy.add(off.mul(Losses.scalar(off, VALUES_WEIGHT)));
  }

  /** The kind as sure as it was decoded, and those values that such objects have. */
  @Override
  public NDArray asLatents(NDArray decoded) {
    NDArray kind = decoded.get(":, 0:" + kinds).softmax(1);
    NDArray usual =
        decoded
            .getManager()
            .create(Arrays.copyOf(usuallyKnown, usuallyKnown.length), new Shape(kinds, VALUES));
    NDArray known = kind.matMul(usual);
    NDArray values = decoded.get(":, " + kinds + ":").mul(known);
    return NDArrays.concat(new NDList(kind, values, known), 1);
  }
}
