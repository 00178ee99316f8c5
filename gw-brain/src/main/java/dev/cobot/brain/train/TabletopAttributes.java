package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Map;
import java.util.Set;

/**
 * The attribute domain while the workspace is trained. Its error is a likelihood under the
 * decoder's Gaussian, so that the decoder says how sure it is. From a phrase alone only the kind
 * and the colour that it names count.
 *
 * @param language the domain of phrases
 */
record TabletopAttributes(DomainSpec spec, LabelledDomain language) implements Domain {
  private static final int KINDS = AttributeDomain.KINDS;
  private static final int MEANS = AttributeDomain.MEANS;
  private static final int[] VALUES = {1};

  /**
   * Beside the likelihood of the position stands its plain squared error, so that the mean learns
   * before the sigma. The yaw counts where the kind has one.
   */
  @Override
  public NDArray error(NDArray decoded, NDArray latents) {
    NDArray mean = decoded.get(":, " + KINDS + ":" + (KINDS + MEANS));
    NDArray log = decoded.get(":, " + (KINDS + MEANS) + ":");
    NDArray truth = latents.get(":, " + KINDS + ":");
    NDArray position =
        Losses.betaGaussianEach(mean.get(":, 0:3"), log.get(":, 0:3"), truth.get(":, 0:3"));
    NDArray yaw =
        Losses.betaGaussianEach(mean.get(":, 3:5"), log.get(":, 3:4"), truth.get(":, 3:5"))
            .mean(VALUES)
            .mul(counted(hasYaw(latents)));
    NDArray color =
        Losses.betaGaussianEach(mean.get(":, 5:8"), log.get(":, 4:7"), truth.get(":, 5:8"));
    NDArray size = mean.get(":, 8:11").sub(truth.get(":, 8:11")).square();
    NDArray axis = mean.get(":, 11:14").sub(truth.get(":, 11:14")).square();
    return kindError(decoded, latents)
        .add(position.mean(VALUES))
        .add(positionError(decoded, latents).mul(Losses.scalar(decoded, 5)))
        .add(yaw.mul(Losses.scalar(decoded, 0.5)))
        .add(color.mean(VALUES).mul(Losses.scalar(decoded, 0.5)))
        .add(size.mean(VALUES))
        .add(axis.mean(VALUES));
  }

  @Override
  public NDArray error(NDArray decoded, NDArray latents, Map<String, NDArray> from) {
    String phrase = language.spec().name();
    return from.keySet().equals(Set.of(phrase))
        ? namedError(decoded, latents, WordLabels.named(language.labels(from.get(phrase))))
        : error(decoded, latents);
  }

  /** Probabilities of the kind, then the means. */
  @Override
  public NDArray asLatents(NDArray decoded) {
    return NDArrays.concat(
        new NDList(
            decoded.get(":, 0:" + KINDS).softmax(1),
            decoded.get(":, " + KINDS + ":" + (KINDS + MEANS))),
        1);
  }

  /**
   * Returns the error of what phrases name, (rows).
   *
   * @param named 1 where the kind and where the colour counts, (rows, 2)
   */
  static NDArray namedError(NDArray decoded, NDArray latents, NDArray named) {
    String color = ":, " + (KINDS + 5) + ":" + (KINDS + 8);
    return kindError(decoded, latents)
        .mul(counted(named.get(":, 0")))
        .add(
            decoded
                .get(color)
                .sub(latents.get(color))
                .square()
                .mean(VALUES)
                .mul(counted(named.get(":, 1"))));
  }

  /** Returns the squared error of the position, (rows). */
  static NDArray positionError(NDArray decoded, NDArray latents) {
    String position = ":, " + KINDS + ":" + (KINDS + 3);
    return decoded.get(position).sub(latents.get(position)).square().mean(VALUES);
  }

  private static NDArray kindError(NDArray decoded, NDArray latents) {
    NDArray kind = latents.get(":, 0:" + KINDS);
    return decoded.get(":, 0:" + KINDS).logSoftmax(1).mul(kind).sum(VALUES).neg();
  }

  private static NDArray hasYaw(NDArray latents) {
    float[] turns = new float[KINDS];
    for (ObjectKind kind : ObjectKind.values()) {
      turns[kind.ordinal()] = kind.yawSymmetryOrder() > 0 ? 1 : 0;
    }
    NDArray table = latents.getManager().create(turns, new Shape(KINDS, 1));
    return latents.get(":, 0:" + KINDS).matMul(table).get(":, 0");
  }

  /**
   * Returns weights with which a mean over all rows is the mean over those that count.
   *
   * @param counts 1 where a row counts, else 0, (rows)
   */
  static NDArray counted(NDArray counts) {
    return counts.mul(counts.size()).div(counts.sum().maximum(1f));
  }
}
