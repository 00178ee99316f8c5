package dev.cobot.brain.study.caption;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.study.shapes.AttributeErrors;
import dev.cobot.brain.study.shapes.AttributeHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loss of a text domain; see {@link TextConfig}. */
final class TextAutoencoder {
  private final TextConfig config;
  private final CaptionInput input;
  private final CaptionDecoder decoder;
  private final AttributeHead head;

  /**
   * The loss of a batch, for each caption.
   *
   * @param total what is minimised, a scalar
   * @param parts its parts before their weights, scalars
   */
  record Terms(NDArray total, Map<String, NDArray> parts) {
    /** Returns the numbers. */
    Map<String, Double> toMetrics() {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss", (double) total.getFloat());
      parts.forEach((name, part) -> numbers.put(name, (double) part.getFloat()));
      return numbers;
    }
  }

  /**
   * @param words size of the vocabulary
   */
  TextAutoencoder(TextConfig config, CaptionInput input, int words) {
    this.config = config;
    this.input = input;
    decoder = new CaptionDecoder(config, words);
    head = new AttributeHead("attributes", config.latentWidth(), 2 * config.width(), 1);
  }

  CaptionDecoder decoder() {
    return decoder;
  }

  /** Returns the loss of a sample of z in a training step, of its mean elsewhere. */
  Terms of(StepScope scope, CaptionBatch batch) {
    NDManager manager = scope.manager();
    List<NDArray> code = scope.forward(input.encoder(batch.tokens()), batch.inputs(manager));
    NDArray mean = code.get(0);
    NDArray logVariance = code.get(1);
    NDArray latent = mean;
    if (scope.training()) {
      NDArray std = logVariance.mul(Losses.scalar(logVariance, 0.5)).exp();
      latent = mean.add(std.mul(manager.randomNormal(mean.getShape())));
    }
    NDArray scores = scores(scope, latent, batch);
    NDArray wanted = batch.wanted(manager);
    NDArray weights = batch.weights(manager);
    Map<String, NDArray> parts = new LinkedHashMap<>();
    NDArray words =
        perRow(Losses.crossEntropy(scores, wanted, weights), (double) batch.words(), batch);
    parts.put("words", words);
    NDArray kl = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum();
    kl = perRow(kl, 0.5, batch);
    parts.put("kl", kl);
    NDArray total = words.add(kl.mul(Losses.scalar(kl, config.kl())));
    if (config.attributes() > 0) {
      NDArray read = scope.forward(head, latent).get(0);
      NDArray truth = batch.attributes(manager);
      NDArray ofClass =
          perRow(
              AttributeErrors.ofClass(AttributeErrors.classes(read), AttributeErrors.classes(truth))
                  .sum(),
              1,
              batch);
      NDArray ofValues =
          perRow(
              AttributeErrors.ofValues(AttributeErrors.values(read), AttributeErrors.values(truth))
                  .sum(),
              1,
              batch);
      parts.put("class", ofClass);
      parts.put("values", ofValues);
      NDArray both = ofClass.add(ofValues);
      total = total.add(both.mul(Losses.scalar(both, config.attributes())));
    }
    if (!scope.training()) {
      NDArray right =
          scores
              .argMax(1)
              .toType(DataType.FLOAT32, false)
              .eq(wanted)
              .toType(DataType.FLOAT32, true);
      parts.put("accuracy", Losses.weightedMean(right, weights));
    }
    return new Terms(total, parts);
  }

  private static NDArray perRow(NDArray sum, double factor, CaptionBatch batch) {
    return sum.mul(Losses.scalar(sum, factor / batch.rows()));
  }

  /** Returns the scores of each next word, (steps rows, vocabulary), given the true ones before. */
  private NDArray scores(StepScope scope, NDArray latent, CaptionBatch batch) {
    Ops<NDArray> ops = scope.ops(decoder.name());
    NDArray given = batch.given(scope.manager());
    NDArray state = scope.manager().zeros(new Shape(batch.rows(), decoder.hiddenWidth()));
    NDList states = new NDList();
    for (int step = 0; step < batch.steps(); step++) {
      state = decoder.next(ops, latent, given.get(step), state);
      states.add(state);
    }
    return decoder.scores(ops, NDArrays.concat(states, 0));
  }
}
