package dev.cobot.brain.study.shapes;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A beta-VAE (Higgins et al. 2017): what it minimises is the negative log likelihood of the data
 * under unit Gaussians (classes: under a softmax), constants included, plus beta times KL(q(z | x)
 * || N(0, 1)), each SUMMED over the batch and all values.
 */
final class Autoencoder {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final Architecture encoder;
  private final Architecture decoder;
  private final double beta;
  private final Likelihood likelihood;

  /** The parts of the negative log likelihood by name, scalars, each summed over the batch. */
  @FunctionalInterface
  private interface Likelihood {
    Map<String, NDArray> negativeLog(NDArray decoded, NDArray data);
  }

  /**
   * The loss of a batch.
   *
   * @param total what is minimised, a scalar
   * @param parts likelihoods by name and {@code kl}, before beta, scalars
   */
  record Terms(NDArray total, Map<String, NDArray> parts) {
    /** Returns the numbers for each row of the batch: {@code loss} and the parts. */
    Map<String, Double> perRow(long rows) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss", total.getFloat() / (double) rows);
      parts.forEach((name, part) -> numbers.put(name, part.getFloat() / (double) rows));
      return numbers;
    }
  }

  private Autoencoder(
      Architecture encoder, Architecture decoder, double beta, Likelihood likelihood) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.beta = beta;
    this.likelihood = likelihood;
  }

  static Autoencoder ofPictures(VaeConfig config) {
    return new Autoencoder(
        new PictureEncoder(config),
        new PictureDecoder(config),
        config.beta(),
        (decoded, data) -> Map.of("pixels", gaussian(decoded, data)));
  }

  static Autoencoder ofAttributes(VaeConfig config) {
    return new Autoencoder(
        new AttributeEncoder(config),
        new AttributeDecoder(config),
        config.beta(),
        (decoded, data) -> {
          Map<String, NDArray> parts = new LinkedHashMap<>();
          parts.put(
              "class",
              AttributeErrors.ofClass(
                      AttributeErrors.classes(decoded), AttributeErrors.classes(data))
                  .sum());
          parts.put(
              "values", gaussian(AttributeErrors.values(decoded), AttributeErrors.values(data)));
          return parts;
        });
  }

  /** Returns sum 0.5 (x - y)^2 + 0.5 ln(2 pi). */
  private static NDArray gaussian(NDArray decoded, NDArray data) {
    NDArray squares = decoded.sub(data).square().sum();
    return squares.mul(Losses.scalar(squares, 0.5)).add((float) (HALF_LOG_TWO_PI * data.size()));
  }

  Architecture encoder() {
    return encoder;
  }

  Architecture decoder() {
    return decoder;
  }

  /**
   * Returns the loss of a batch: of a sample of z in a training step, of its mean elsewhere.
   *
   * @param data (rows, ...)
   */
  Terms of(StepScope scope, NDArray data) {
    List<NDArray> code = scope.forward(encoder, data);
    NDArray mean = code.get(0);
    NDArray logVariance = code.get(1);
    NDArray latent = mean;
    if (scope.training()) {
      NDArray std = logVariance.mul(Losses.scalar(logVariance, 0.5)).exp();
      latent = mean.add(std.mul(scope.manager().randomNormal(mean.getShape())));
    }
    NDArray decoded = scope.forward(decoder, latent).get(0);
    Map<String, NDArray> parts = new LinkedHashMap<>(likelihood.negativeLog(decoded, data));
    NDArray kl = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum();
    kl = kl.mul(Losses.scalar(kl, 0.5));
    NDArray total = kl.mul(Losses.scalar(kl, beta));
    for (NDArray part : parts.values()) {
      total = total.add(part);
    }
    parts.put("kl", kl);
    return new Terms(total, parts);
  }
}
