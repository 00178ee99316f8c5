package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each loss against its formula in double precision. */
class LossesTest {
  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = Engines.pyTorch().newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static NDArray row(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats);
  }

  private static void assertLoss(double expected, NDArray got) {
    assertEquals(1, got.size());
    assertEquals(expected, got.getFloat(), 1e-5 * Math.max(1, Math.abs(expected)));
  }

  @Test
  void distances() {
    assertLoss((1 + 4 + 0.25) / 3, Losses.meanSquared(row(1, 2, 3), row(2, 4, 2.5)));
    assertLoss((1 + 2 + 0.5) / 3, Losses.meanAbsolute(row(1, 2, 3), row(2, 4, 2.5)));
    assertLoss((0.5 + 1 * (2 - 0.5) + 0.125) / 3, Losses.huber(row(1, 2, 3), row(2, 4, 2.5), 1));
  }

  @Test
  void crossEntropyIgnoresRowsOfWeightZero() {
    NDArray logits = row(1, 2, 3, 0, 0, 5).reshape(new Shape(2, 3));
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double first = -Math.log(Math.exp(2) / sum);
    double second = -Math.log(1 / (2 + Math.exp(5)));
    assertLoss((first + second) / 2, Losses.crossEntropy(logits, row(1, 0)));
    assertLoss(first, Losses.crossEntropy(logits, row(1, 0), row(1, 0)));
    assertLoss((first + 3 * second) / 4, Losses.crossEntropy(logits, row(1, 0), row(1, 3)));
    assertLoss(0, Losses.crossEntropy(logits, row(1, 0), row(0, 0)));
  }

  @Test
  void binaryCrossEntropyStaysFinite() {
    double expected = (Math.log1p(Math.exp(-2)) + 0.3 + Math.log1p(Math.exp(-0.5)) + 100) / 3;
    // x = 2, t = 1; x = -0.5, t = 0.6 (ln(1 + e^-0.5) + 0.5 * 0.6); x = 100, t = 0
    assertLoss(expected, Losses.binaryCrossEntropy(row(2, -0.5, 100), row(1, 0.6, 0)));
  }

  @Test
  void gaussianLikelihoodClampsTheVariance() {
    assertLoss(0.5 * (0.25 * Math.exp(-0.7) + 0.7), Losses.gaussian(row(1), row(0.7), row(1.5)));
    assertLoss(0.5 * (1 * Math.exp(10) - 10), Losses.gaussian(row(1), row(-1000), row(2)));
  }

  @Test
  void focalFollowsCenterNet() {
    double[] x = {0.4, -1, 2, -60};
    double[] t = {1, 0.5, 0, 1};
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double p = 1 / (1 + Math.exp(-x[i]));
      sum +=
          t[i] == 1
              ? -(1 - p) * (1 - p) * Math.log(p)
              : -Math.pow(1 - t[i], 4) * p * p * Math.log(1 - p);
    }
    assertLoss(sum / 2, Losses.focal(row(x), row(t)));
    assertTrue(Float.isFinite(Losses.focal(row(500, -500), row(0, 1)).getFloat()));
    assertTrue(Float.isFinite(Losses.focal(row(5), row(0)).getFloat()), "no centre");
  }

  @Test
  void theBetaLikelihoodIsWeightedBySigma() {
    double log = -1.2;
    double plain = 0.5 * (log + 0.09 * Math.exp(-log));
    assertLoss(plain * Math.exp(log / 2), Losses.betaGaussianEach(row(0.5), row(log), row(0.8)));
    // The variance is held from below: what is called certain still costs something finite.
    assertLoss(
        0.5 * (-10 + Math.exp(10)) * Math.exp(-5),
        Losses.betaGaussianEach(row(1), row(-50), row(0)));
  }

  @Test
  void aRowMayMatchMany() {
    NDArray a = row(3, 0, 0, 2).reshape(new Shape(2, 2));
    NDArray b = row(1, 0, 0.6, 0.8, 0, -5).reshape(new Shape(3, 2));
    NDArray matches = row(1, 1, 0, 0, 1, 0).reshape(new Shape(2, 3));
    double[] cosines = {1, 0.6, 0, 0, 0.8, -1};
    double[] targets = {1, 1, 0, 0, 1, 0};
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      double score = cosines[i] / 0.25 - 0.5 / 0.25;
      double probability = 1 / (1 + Math.exp(-score));
      sum -= Math.log(targets[i] == 1 ? probability : 1 - probability);
    }
    assertLoss(sum / 6, Losses.pairwiseSigmoid(a, b, matches, 0.25));
  }
}
