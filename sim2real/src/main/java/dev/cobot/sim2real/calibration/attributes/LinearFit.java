package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.calibration.attributes.RobustLeastSquares.Equations;
import java.util.List;

/** A part that is linear in its parameters. */
abstract class LinearFit implements PartFit {
  private final double[] priorSigma;
  private final double leastScale;

  LinearFit(double leastScale, double... priorSigma) {
    this.leastScale = leastScale;
    this.priorSigma = priorSigma;
  }

  /** Returns what a match says of the parameters. */
  abstract Equations equations(Match match);

  @Override
  public int values(Match match) {
    return 1;
  }

  @Override
  public double[] fit(List<Match> matches) {
    return RobustLeastSquares.solve(
        matches.stream().filter(m -> values(m) > 0).map(this::equations).toList(),
        priorSigma,
        leastScale);
  }

  @Override
  public double[] effect(double[] parameters, Match match) {
    double[][] rows = equations(match).rows();
    double[] effect = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      for (int j = 0; j < parameters.length; j++) {
        effect[k] += rows[k][j] * parameters[j];
      }
    }
    return effect;
  }
}
