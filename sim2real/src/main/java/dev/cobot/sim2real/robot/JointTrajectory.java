package dev.cobot.sim2real.robot;

import java.util.List;

/**
 * Joint positions and velocities at some times, cubic in between. The arrays are copied neither in
 * nor out: treat them as frozen.
 *
 * @param jointNames the joints, in the order of the columns
 * @param timesSeconds (points), strictly increasing, not negative; 0 is when following starts
 * @param positionsRad (points, joints)
 * @param velocitiesRadPerSecond (points, joints)
 */
public record JointTrajectory(
    List<String> jointNames,
    double[] timesSeconds,
    double[][] positionsRad,
    double[][] velocitiesRadPerSecond) {
  public JointTrajectory {
    jointNames = List.copyOf(jointNames);
    int points = timesSeconds.length;
    if (jointNames.isEmpty() || points == 0) {
      throw new IllegalArgumentException(
          "a trajectory needs joints and points, got "
              + jointNames.size()
              + " joints and "
              + points
              + " points");
    }
    if (positionsRad.length != points || velocitiesRadPerSecond.length != points) {
      throw new IllegalArgumentException(
          "a trajectory of "
              + points
              + " times needs as many positions and velocities, got "
              + positionsRad.length
              + " and "
              + velocitiesRadPerSecond.length);
    }
    double last = -Double.MIN_VALUE;
    for (int i = 0; i < points; i++) {
      if (!(timesSeconds[i] > last && timesSeconds[i] < 1e6)) {
        throw new IllegalArgumentException(
            "times must increase strictly inside [0, 1e6) s, got "
                + timesSeconds[i]
                + " at point "
                + i);
      }
      last = timesSeconds[i];
      requireRow("positions", i, positionsRad[i], jointNames);
      requireRow("velocities", i, velocitiesRadPerSecond[i], jointNames);
    }
  }

  /** Returns a trajectory of one point at rest. */
  public static JointTrajectory to(
      List<String> jointNames, double timeSeconds, double[] positionsRad) {
    return new JointTrajectory(
        jointNames,
        new double[] {timeSeconds},
        new double[][] {positionsRad.clone()},
        new double[][] {new double[positionsRad.length]});
  }

  private static void requireRow(String what, int point, double[] row, List<String> jointNames) {
    if (row.length != jointNames.size()) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of point "
              + point
              + " need "
              + jointNames.size()
              + " values, one for each joint, got "
              + row.length);
    }
    for (int j = 0; j < row.length; j++) {
      if (!Double.isFinite(row[j])) {
        throw new IllegalArgumentException(
            "the "
                + what
                + " of point "
                + point
                + " must be finite, got "
                + row[j]
                + " for "
                + jointNames.get(j));
      }
    }
  }

  /** Returns the time of the last point, seconds. */
  public double durationSeconds() {
    return timesSeconds[timesSeconds.length - 1];
  }

  /** Returns the positions at a time by cubic Hermite interpolation; holds the first and last. */
  public double[] positionsAt(double t) {
    int joints = jointNames.size();
    int points = timesSeconds.length;
    if (!(t > timesSeconds[0])) {
      return positionsRad[0].clone();
    }
    if (t >= timesSeconds[points - 1]) {
      return positionsRad[points - 1].clone();
    }
    int i = segment(t);
    double h = timesSeconds[i + 1] - timesSeconds[i];
    double s = (t - timesSeconds[i]) / h;
    double[] out = new double[joints];
    for (int j = 0; j < joints; j++) {
      double p0 = positionsRad[i][j];
      double p1 = positionsRad[i + 1][j];
      double m0 = h * velocitiesRadPerSecond[i][j];
      double m1 = h * velocitiesRadPerSecond[i + 1][j];
      double a = 2 * (p0 - p1) + m0 + m1;
      double b = 3 * (p1 - p0) - 2 * m0 - m1;
      out[j] = ((a * s + b) * s + m0) * s + p0;
    }
    return out;
  }

  /** Returns the derivative of {@link #positionsAt}; zero before the first and after the last. */
  public double[] velocitiesAt(double t) {
    int joints = jointNames.size();
    double[] out = new double[joints];
    if (!(t > timesSeconds[0]) || t >= timesSeconds[timesSeconds.length - 1]) {
      return out;
    }
    int i = segment(t);
    double h = timesSeconds[i + 1] - timesSeconds[i];
    double s = (t - timesSeconds[i]) / h;
    for (int j = 0; j < joints; j++) {
      double p0 = positionsRad[i][j];
      double p1 = positionsRad[i + 1][j];
      double m0 = h * velocitiesRadPerSecond[i][j];
      double m1 = h * velocitiesRadPerSecond[i + 1][j];
      double a = 2 * (p0 - p1) + m0 + m1;
      double b = 3 * (p1 - p0) - 2 * m0 - m1;
      out[j] = ((3 * a * s + 2 * b) * s + m0) / h;
    }
    return out;
  }

  private int segment(double t) {
    int low = 0;
    int high = timesSeconds.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (timesSeconds[middle] <= t) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
