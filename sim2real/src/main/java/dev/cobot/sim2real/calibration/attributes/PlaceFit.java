package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.calibration.attributes.RobustLeastSquares.Equations;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/** A planar similarity about a centre: shift in x and y, scale - 1 and turn, linear for small. */
final class PlaceFit extends LinearFit {
  private static final double LEAST_METERS = 2e-4;
  private static final double PRIOR_SHIFT_METERS = 0.05;
  private static final double PRIOR_SCALE = 0.05;
  private static final double PRIOR_TURN_RAD = 0.05;

  private final double centerXMeters;
  private final double centerYMeters;

  PlaceFit(double centerXMeters, double centerYMeters) {
    super(LEAST_METERS, PRIOR_SHIFT_METERS, PRIOR_SHIFT_METERS, PRIOR_SCALE, PRIOR_TURN_RAD);
    this.centerXMeters = centerXMeters;
    this.centerYMeters = centerYMeters;
  }

  /** About the middle of where objects are seen; the origin when there are none. */
  static PlaceFit about(List<Match> matches) {
    return new PlaceFit(
        matches.stream().mapToDouble(m -> m.seen().positionMeters().x()).average().orElse(0),
        matches.stream().mapToDouble(m -> m.seen().positionMeters().y()).average().orElse(0));
  }

  @Override
  Equations equations(Match match) {
    Vector3 seen = match.seen().positionMeters();
    double x = seen.x() - centerXMeters;
    double y = seen.y() - centerYMeters;
    Vector3 off = match.label().positionMeters().minus(seen);
    return new Equations(
        new double[][] {{1, 0, x, -y}, {0, 1, y, x}}, new double[] {off.x(), off.y()});
  }

  @Override
  public AttributeCorrection with(AttributeCorrection correction, double[] parameters) {
    return correction.withPlace(
        new PlaceCorrection(
            centerXMeters,
            centerYMeters,
            parameters[0],
            parameters[1],
            Math.atan2(parameters[3], 1 + parameters[2]),
            Math.hypot(1 + parameters[2], parameters[3])));
  }
}
