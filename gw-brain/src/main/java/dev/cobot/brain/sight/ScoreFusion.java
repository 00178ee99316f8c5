package dev.cobot.brain.sight;

import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * How sure the detector and the reader are together that an object of a kind is there: a logistic
 * regression on the logits of both, fitted on held-out pictures.
 *
 * @param detector weight of the detector's logit, at least 0
 * @param reader weight of the reader's, at least 0
 * @param bias of the sum
 */
record ScoreFusion(double detector, double reader, double bias) {
  /** Of models whose card says nothing: both count half. */
  static final ScoreFusion EVEN = new ScoreFusion(0.5, 0.5, 0);

  private static final double MAX_WEIGHT = 20;
  private static final double MAX_BIAS = 50;
  private static final double MAX_LOGIT = 8;
  private static final int MIN_EXAMPLES = 60;
  private static final int ITERATIONS = 30;
  private static final double MAX_STEP = 2;

  /** Pulls towards {@link #EVEN}; matters where there is next to nothing to fit. */
  private static final double RIDGE = 0.5;

  private static final String DETECTOR = "scoreDetector";
  private static final String READER = "scoreReader";
  private static final String BIAS = "scoreBias";

  ScoreFusion {
    if (!(detector >= 0
        && detector <= MAX_WEIGHT
        && reader >= 0
        && reader <= MAX_WEIGHT
        && Math.abs(bias) <= MAX_BIAS)) {
      throw new IllegalArgumentException(
          "weights of scores must be in [0, 20] and their bias in [-50, 50], got %s, %s, %s"
              .formatted(detector, reader, bias));
    }
  }

  /**
   * What the two say of one kind in one box, and whether that is true.
   *
   * @param detectorLogit of the kind
   * @param readerLogit logarithm of the odds that the reader gives the kind
   */
  record Example(double detectorLogit, double readerLogit, boolean right) {}

  /** Returns the probability that an object of the kind is there. */
  double score(double detectorLogit, double readerLogit) {
    return 1 / (1 + Math.exp(-logit(detectorLogit, readerLogit)));
  }

  private double logit(double detectorLogit, double readerLogit) {
    return detector * bounded(detectorLogit) + reader * bounded(readerLogit) + bias;
  }

  private static double bounded(double logit) {
    return Math.max(-MAX_LOGIT, Math.min(MAX_LOGIT, logit));
  }

  /** Returns the weights under which the examples are likeliest (Newton's method). */
  static ScoreFusion fit(List<Example> examples) {
    if (examples.size() < MIN_EXAMPLES) {
      return EVEN;
    }
    double[] even = {EVEN.detector, EVEN.reader, EVEN.bias};
    double[] w = even.clone();
    for (int i = 0; i < ITERATIONS; i++) {
      double[][] curvature = new double[3][3];
      double[] slope = new double[3];
      for (int k = 0; k < 3; k++) {
        curvature[k][k] = RIDGE;
        slope[k] = RIDGE * (even[k] - w[k]);
      }
      for (Example e : examples) {
        double[] x = {bounded(e.detectorLogit()), bounded(e.readerLogit()), 1};
        double p = 1 / (1 + Math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2] * x[2])));
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 3; c++) {
            curvature[r][c] += p * (1 - p) * x[r] * x[c];
          }
          slope[r] += ((e.right() ? 1 : 0) - p) * x[r];
        }
      }
      RealVector step =
          new LUDecomposition(new Array2DRowRealMatrix(curvature, false))
              .getSolver()
              .solve(new ArrayRealVector(slope, false));
      // Far from the optimum Newton's steps overshoot.
      double damped = Math.min(1, MAX_STEP / Math.max(1e-9, step.getNorm()));
      for (int k = 0; k < 3; k++) {
        w[k] += damped * step.getEntry(k);
      }
    }
    // What is nearly separable asks for endless weights, what goes together for one below 0.
    return new ScoreFusion(
        within(w[0], 0, MAX_WEIGHT),
        within(w[1], 0, MAX_WEIGHT),
        within(w[2], -MAX_BIAS, MAX_BIAS));
  }

  private static double within(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  /** Reads it from the metrics of a card. */
  static ScoreFusion from(Map<String, Double> metrics) {
    return new ScoreFusion(
        metrics.getOrDefault(DETECTOR, EVEN.detector),
        metrics.getOrDefault(READER, EVEN.reader),
        metrics.getOrDefault(BIAS, EVEN.bias));
  }

  void writeTo(Map<String, Double> metrics) {
    metrics.put(DETECTOR, detector);
    metrics.put(READER, reader);
    metrics.put(BIAS, bias);
  }
}
