package dev.cobot.brain.study.shapes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapeVector;
import dev.cobot.sim2real.shapes.ShapesPart;

/**
 * Attributes as they are, the "proto-language" of Devillers et al.: the latent is the vector of 11
 * numbers. A workspace decodes three logits and eight numbers before tanh; its error is the mean
 * squared error of the eight values plus the negative log likelihood of the class.
 */
public final class RawAttributes implements ShapesModule {
  @Override
  public Domain domain(MlpShape mlp) {
    return new Vector(DomainSpec.of(ATTRIBUTES, ShapeVector.LENGTH, mlp));
  }

  private record Vector(DomainSpec spec) implements Domain {
    @Override
    public NDArray error(NDArray decoded, NDArray latents) {
      NDArray values =
          AttributeErrors.ofValues(
              AttributeErrors.values(decoded).tanh(), AttributeErrors.values(latents));
      return AttributeErrors.ofClass(
              AttributeErrors.classes(decoded), AttributeErrors.classes(latents))
          .add(values.mean(new int[] {1}));
    }

    @Override
    public NDArray asLatents(NDArray decoded) {
      return NDArrays.concat(
          new NDList(
              AttributeErrors.classes(decoded).softmax(1), AttributeErrors.values(decoded).tanh()),
          1);
    }
  }

  @Override
  public String name() {
    return ATTRIBUTES;
  }

  @Override
  public FloatTensor latents(ShapesPart part) {
    return ShapeRows.attributes(part).latentsOf(this);
  }

  @Override
  public float[] encode(int rows, float[] data) {
    return data.clone();
  }

  @Override
  public float[] decode(int rows, float[] latents) {
    float[] vectors = latents.clone();
    for (int i = 0; i < vectors.length; i++) {
      if (i % ShapeVector.LENGTH >= AttributeErrors.CLASSES) {
        vectors[i] = (float) Math.tanh(vectors[i]);
      }
    }
    return vectors;
  }

  @Override
  public float[] asLatents(float[] decoded) {
    float[] vectors = decode(decoded.length / ShapeVector.LENGTH, decoded);
    for (int from = 0; from < vectors.length; from += ShapeVector.LENGTH) {
      double max = Math.max(Math.max(vectors[from], vectors[from + 1]), vectors[from + 2]);
      double sum = 0;
      for (int i = from; i < from + AttributeErrors.CLASSES; i++) {
        sum += Math.exp(vectors[i] - max);
      }
      for (int i = from; i < from + AttributeErrors.CLASSES; i++) {
        vectors[i] = (float) (Math.exp(vectors[i] - max) / sum);
      }
    }
    return vectors;
  }

  @Override
  public String fingerprint() {
    return "raw";
  }

  @Override
  public void close() {
    // holds nothing
  }
}
