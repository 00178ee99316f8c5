package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Loss functions for {@link NetworkTrainer#step}; each returns a scalar. The first argument is the
 * network's.
 */
public final class Losses {
  private Losses() {}

  /**
   * Returns a number as an array that lives as long as the step of {@code owner}. Use it where a
   * gradient flows: {@code x.mul(2f)} makes a constant whose memory may be gone, to the garbage
   * collector, before the backward pass reads it.
   */
  public static NDArray scalar(NDArray owner, double value) {
    return owner.getManager().create((float) value);
  }

  /** Returns the mean squared error. */
  public static NDArray meanSquared(NDArray predicted, NDArray target) {
    return predicted.sub(target).square().mean();
  }

  /** Returns the mean absolute error. */
  public static NDArray meanAbsolute(NDArray predicted, NDArray target) {
    return predicted.sub(target).abs().mean();
  }

  /** Returns the mean Huber loss: d^2/2 up to {@code delta}, then delta (|d| - delta/2). */
  public static NDArray huber(NDArray predicted, NDArray target, float delta) {
    NDArray distance = predicted.sub(target).abs();
    NDArray small = distance.minimum(scalar(distance, delta));
    return distance.sub(small.mul(scalar(small, 0.5))).mul(small).mean();
  }

  /**
   * Returns {@code sum(weights losses) / max(sum(weights), 1e-6)}; a weight of 0 ignores an entry.
   */
  public static NDArray weightedMean(NDArray losses, NDArray weights) {
    return losses.mul(weights).sum().div(weights.sum().maximum(1e-6f));
  }

  /**
   * Returns the mean cross entropy.
   *
   * @param logits (rows, classes)
   * @param classes (rows): whole numbers in [0, classes) held as floats
   */
  public static NDArray crossEntropy(NDArray logits, NDArray classes) {
    return rowCrossEntropy(logits, classes).mean();
  }

  /** As {@link #crossEntropy(NDArray, NDArray)} with a weight (rows); 0 ignores the row. */
  public static NDArray crossEntropy(NDArray logits, NDArray classes, NDArray weights) {
    return weightedMean(rowCrossEntropy(logits, classes), weights);
  }

  private static NDArray rowCrossEntropy(NDArray logits, NDArray classes) {
    NDArray index = classes.toType(DataType.INT64, false).reshape(-1, 1);
    return logits.logSoftmax(-1).gather(index, 1).reshape(-1).neg();
  }

  /** Behind {@link StepScope#contrastive}, in plain operations. */
  static NDArray contrastive(NDArray a, NDArray b, double temperature) {
    NDArray left = unit(a);
    NDArray right = unit(b);
    NDArray scale = scalar(a, 1 / temperature);
    NDArray scores = left.matMul(right.transpose()).mul(scale);
    NDArray rows = a.getManager().arange((float) a.getShape().get(0));
    return crossEntropy(scores, rows)
        .add(crossEntropy(scores.transpose(), rows))
        .mul(scalar(a, 0.5));
  }

  /**
   * Returns the pairwise sigmoid loss of rows that may match many others (Zhai et al. 2023, arXiv
   * 2303.15343): the mean binary cross entropy of cosine / temperature - 1 / (2 temperature).
   *
   * @param a (rows, width)
   * @param b (columns, width)
   * @param matches (rows, columns), 1 where a row of a matches one of b, else 0
   */
  public static NDArray pairwiseSigmoid(NDArray a, NDArray b, NDArray matches, double temperature) {
    NDArray scores =
        unit(a)
            .matMul(unit(b).transpose())
            .mul(scalar(a, 1 / temperature))
            .sub(scalar(a, 0.5 / temperature));
    return binaryCrossEntropy(scores, matches);
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum(new int[] {1}, true).add(1e-12f).sqrt());
  }

  /** Returns the binary cross entropy of each entry, from logits, without overflow. */
  public static NDArray binaryCrossEntropyEach(NDArray logits, NDArray targets) {
    // max(x, 0) - x t + ln(1 + e^-|x|)
    NDArray softplus = logits.abs().neg().exp().add(1).log();
    return logits.maximum(scalar(logits, 0)).sub(logits.mul(targets)).add(softplus);
  }

  /** Returns the mean binary cross entropy from logits; targets in [0, 1]. */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
    return binaryCrossEntropyEach(logits, targets).mean();
  }

  /**
   * Returns the negative log likelihood of each entry under a Gaussian, without its constant:
   * {@code (logVariance + (target - mean)^2 e^-logVariance) / 2}; the log variance is held in [-10,
   * 10].
   */
  public static NDArray gaussianEach(NDArray mean, NDArray logVariance, NDArray target) {
    NDArray log = logVariance.clip(-10f, 10f);
    return mean.sub(target).square().mul(log.neg().exp()).add(log).mul(scalar(log, 0.5));
  }

  /**
   * Returns {@link #gaussianEach} times sigma, without a gradient through that factor (beta-NLL
   * with beta 0.5, Seitzer et al. 2022, arXiv 2203.09168): a mean that is still far off is not lost
   * to steep gradients.
   */
  public static NDArray betaGaussianEach(NDArray mean, NDArray logVariance, NDArray target) {
    NDArray half = scalar(logVariance, 0.5);
    NDArray sigma = logVariance.clip(-10f, 10f).mul(half).exp().stopGradient();
    return gaussianEach(mean, logVariance, target).mul(sigma);
  }

  /** Returns the mean of {@link #gaussianEach}. */
  public static NDArray gaussian(NDArray mean, NDArray logVariance, NDArray target) {
    return gaussianEach(mean, logVariance, target).mean();
  }

  /**
   * Returns the focal loss of centre heat maps (Law and Deng 2018; Zhou et al. 2019, equation 1,
   * alpha 2, beta 4), divided by the number of centres.
   *
   * @param logits any shape
   * @param targets same shape: 1 at a centre, below 1 around it
   */
  public static NDArray focal(NDArray logits, NDArray targets) {
    NDArray probability = logits.getNDArrayInternal().sigmoid();
    // ln p = -softplus(-x) and ln(1 - p) = -softplus(x) stay finite where p rounds to 0 or 1.
    NDArray centres = targets.gte(0.9999f).toType(DataType.FLOAT32, false);
    NDArray miss =
        logits.neg().getNDArrayInternal().softPlus().mul(probability.neg().add(1).square());
    NDArray falseAlarm =
        logits
            .getNDArrayInternal()
            .softPlus()
            .mul(probability.square())
            .mul(targets.neg().add(1).square().square());
    NDArray sum = miss.mul(centres).add(falseAlarm.mul(centres.neg().add(1))).sum();
    return sum.div(centres.sum().maximum(1f));
  }
}
