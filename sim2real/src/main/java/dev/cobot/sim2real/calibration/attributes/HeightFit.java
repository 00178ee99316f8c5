package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.calibration.attributes.RobustLeastSquares.Equations;

/** One offset of all heights. */
final class HeightFit extends LinearFit {
  private static final double LEAST_METERS = 2e-4;
  private static final double PRIOR_METERS = 0.03;

  HeightFit() {
    super(LEAST_METERS, PRIOR_METERS);
  }

  @Override
  Equations equations(Match match) {
    return new Equations(
        new double[][] {{1}},
        new double[] {match.label().positionMeters().z() - match.seen().positionMeters().z()});
  }

  @Override
  public AttributeCorrection with(AttributeCorrection correction, double[] parameters) {
    return correction.withHeight(parameters[0]);
  }
}
