package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.calibration.attributes.RobustLeastSquares.Equations;

/** One offset of all yaws, of kinds that have one. */
final class YawFit extends LinearFit {
  private static final double LEAST_RAD = 1e-3;
  private static final double PRIOR_RAD = 0.2;

  YawFit() {
    super(LEAST_RAD, PRIOR_RAD);
  }

  @Override
  public int values(Match match) {
    return match.label().kind().yawSymmetryOrder() > 0 ? 1 : 0;
  }

  @Override
  Equations equations(Match match) {
    return new Equations(
        new double[][] {{1}}, new double[] {SeenAttribute.turn(match.seen(), match.label())});
  }

  @Override
  public double[] effect(double[] parameters, Match match) {
    return parameters;
  }

  @Override
  public AttributeCorrection with(AttributeCorrection correction, double[] parameters) {
    return correction.withYaw(parameters[0]);
  }
}
