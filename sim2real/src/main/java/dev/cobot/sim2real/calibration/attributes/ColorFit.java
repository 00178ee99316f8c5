package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.calibration.attributes.RobustLeastSquares.Equations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A matrix and an offset in linear light, as differences to the identity: per row red, green, blue,
 * offset. The prior lets the gain of a channel move freely and holds the rest. Residuals are told
 * in sRGB, by the slope of its curve half-way between both.
 */
final class ColorFit extends LinearFit {
  private static final double LEAST_SRGB = 2e-3;
  private static final double PRIOR_GAIN = 0.5;
  private static final double PRIOR_BESIDE = 0.1;
  private static final double PRIOR_OFFSET = 0.03;

  /** Below, the curve is so steep that noise would be all that counts. */
  private static final double DARK = 0.02;

  ColorFit() {
    super(LEAST_SRGB, priors());
  }

  private static double[] priors() {
    double[] priors = new double[12];
    Arrays.fill(priors, PRIOR_BESIDE);
    for (int row = 0; row < 3; row++) {
      priors[4 * row + row] = PRIOR_GAIN;
      priors[4 * row + 3] = PRIOR_OFFSET;
    }
    return priors;
  }

  @Override
  Equations equations(Match match) {
    double[] seen = ColorCorrection.linear(match.seen().color());
    double[] label = ColorCorrection.linear(match.label().color());
    double[][] rows = new double[3][12];
    double[] values = new double[3];
    for (int row = 0; row < 3; row++) {
      double slope =
          1.055 / 2.4 * Math.pow(Math.max(DARK, (label[row] + seen[row]) / 2), 1 / 2.4 - 1);
      for (int column = 0; column < 3; column++) {
        rows[row][4 * row + column] = slope * seen[column];
      }
      rows[row][4 * row + 3] = slope;
      values[row] = slope * (label[row] - seen[row]);
    }
    return new Equations(rows, values);
  }

  @Override
  public AttributeCorrection with(AttributeCorrection correction, double[] parameters) {
    List<Double> matrix = new ArrayList<>();
    List<Double> offset = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        matrix.add((row == column ? 1 : 0) + parameters[4 * row + column]);
      }
      offset.add(parameters[4 * row + 3]);
    }
    return correction.withColor(new ColorCorrection(matrix, offset));
  }
}
