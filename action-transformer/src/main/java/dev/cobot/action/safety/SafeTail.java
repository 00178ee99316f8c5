package dev.cobot.action.safety;

import dev.cobot.sim2real.robot.JointTrajectory;

/**
 * Runs along a path by another law of time: at first at the path's own pace or a slower one, then
 * at a cruising pace, at last in a ramp to rest. Where the arm goes does not change, only when.
 */
final class SafeTail {
  /** Time between two points of a release. */
  static final double STEP_SECONDS = 0.02;

  /** How fast the pace may change from the start to the cruise, a second. */
  private static final double PACE_CHANGE_PER_SECOND = 5;

  private final int cruiseSteps;
  private final int rampSteps;

  SafeTail(double horizonSeconds, double rampSeconds) {
    cruiseSteps = (int) Math.max(1, Math.round(horizonSeconds / STEP_SECONDS));
    rampSteps = (int) Math.max(2, Math.round(rampSeconds / STEP_SECONDS));
  }

  /**
   * Returns the head of the path with a ramp to rest.
   *
   * @param path from time zero
   * @param startPace pace at the start, 1 is the path's own
   * @param cruisePace pace afterwards
   */
  JointTrajectory along(JointTrajectory path, double startPace, double cruisePace) {
    int points = cruiseSteps + rampSteps + 1;
    double[] pace = new double[points];
    double[] at = new double[points];
    for (int i = 0; i < points; i++) {
      if (i <= cruiseSteps) {
        double change = PACE_CHANGE_PER_SECOND * i * STEP_SECONDS;
        pace[i] =
            startPace > cruisePace
                ? Math.max(cruisePace, startPace - change)
                : Math.min(cruisePace, startPace + change);
      } else {
        pace[i] = pace[cruiseSteps] * (points - 1 - i) / rampSteps;
      }
      at[i] = i == 0 ? 0 : at[i - 1] + STEP_SECONDS * (pace[i - 1] + pace[i]) / 2;
    }
    double length = path.durationSeconds();
    // A path that ends before the ramp does is run so slowly that both end together.
    double slow = at[points - 1] > length ? length / at[points - 1] : 1;
    double[] times = new double[points];
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int i = 0; i < points; i++) {
      times[i] = i * STEP_SECONDS;
      double s = Math.min(length, at[i] * slow);
      positions[i] = path.positionsAt(s);
      velocities[i] = i == 0 ? path.velocitiesRadPerSecond()[0].clone() : path.velocitiesAt(s);
      for (int j = 0; j < velocities[i].length; j++) {
        velocities[i][j] *= pace[i] * slow;
      }
    }
    return new JointTrajectory(path.jointNames(), times, positions, velocities);
  }
}
