package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import java.util.Arrays;
import java.util.List;

/** One factor for the stated sigmas of an attribute, as its logarithm. */
final class SigmaFit implements PartFit {
  /** What one sigma covers of a normal distribution. */
  static final double ONE_SIGMA = 0.6827;

  private static final double LEAST_RATIO = 1e-6;

  private final SeenAttribute attribute;

  SigmaFit(SeenAttribute attribute) {
    this.attribute = attribute;
  }

  @Override
  public int values(Match match) {
    return attribute.inSigmas(match.seen(), match.label()).length;
  }

  @Override
  public double[] fit(List<Match> matches) {
    double[] ratios =
        matches.stream()
            .flatMapToDouble(m -> Arrays.stream(attribute.inSigmas(m.seen(), m.label())))
            .sorted()
            .toArray();
    if (ratios.length == 0) {
      return new double[1];
    }
    return new double[] {
      Math.log(Math.max(LEAST_RATIO, ratios[(int) Math.ceil(ONE_SIGMA * ratios.length) - 1]))
    };
  }

  @Override
  public double[] effect(double[] parameters, Match match) {
    return parameters;
  }

  @Override
  public AttributeCorrection with(AttributeCorrection correction, double[] parameters) {
    SigmaScale scale = correction.sigmaScale();
    double factor = Math.exp(parameters[0]);
    return correction.withSigmaScale(
        new SigmaScale(
            attribute == SeenAttribute.POSITION ? factor : scale.position(),
            attribute == SeenAttribute.HEIGHT ? factor : scale.height(),
            attribute == SeenAttribute.YAW ? factor : scale.yaw(),
            attribute == SeenAttribute.COLOR ? factor : scale.color()));
  }
}
