package dev.cobot.sim2real.calibration;

import java.util.List;

/**
 * How well a pose is known, one standard deviation.
 *
 * @param positionMeters along x, y, z of the target frame
 * @param rotationDegrees of the whole rotation
 */
public record PoseSigma(List<Double> positionMeters, double rotationDegrees) {
  public PoseSigma {
    positionMeters = List.copyOf(positionMeters);
  }

  /** Returns the sigma whose variance is the sum of the squared distances to a pose. */
  static PoseSigma of(RigidPose pose, List<RigidPose> deviations, double scale) {
    double[] sum = new double[3];
    double turn = 0;
    for (RigidPose other : deviations) {
      for (int i = 0; i < 3; i++) {
        sum[i] += Math.pow(other.translation()[i] - pose.translation()[i], 2);
      }
      turn += Math.pow(pose.degreesTo(other), 2);
    }
    return new PoseSigma(
        List.of(scale * Math.sqrt(sum[0]), scale * Math.sqrt(sum[1]), scale * Math.sqrt(sum[2])),
        scale * Math.sqrt(turn));
  }

  /** The largest of the three, millimetres. */
  double worstMillimeters() {
    return 1000 * positionMeters.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
