package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.JointTrajectory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** The numbers of a saved state; what is read is checked, as it may come from anywhere. */
final class StateCodec {
  private static final double MAX_VALUE = 1e6;
  private static final int MAX_POINTS = 100_000;

  private StateCodec() {}

  static void write(DataOutput out, double... values) throws IOException {
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  static double[] numbers(DataInput in, int count) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
      if (!(Math.abs(values[i]) <= MAX_VALUE)) {
        throw new IOException("a value must be finite and at most 1e6, got " + values[i]);
      }
    }
    return values;
  }

  /** Writes a trajectory whose joint names and their order the reader knows. */
  static void write(DataOutput out, JointTrajectory trajectory) throws IOException {
    out.writeInt(trajectory.timesSeconds().length);
    write(out, trajectory.timesSeconds());
    for (int i = 0; i < trajectory.timesSeconds().length; i++) {
      write(out, trajectory.positionsRad()[i]);
      write(out, trajectory.velocitiesRadPerSecond()[i]);
    }
  }

  static JointTrajectory trajectory(DataInput in, List<String> jointNames) throws IOException {
    int points = inRange(in.readInt(), 1, MAX_POINTS, "trajectory points");
    double[] times = numbers(in, points);
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int i = 0; i < points; i++) {
      positions[i] = numbers(in, jointNames.size());
      velocities[i] = numbers(in, jointNames.size());
    }
    try {
      return new JointTrajectory(jointNames, times, positions, velocities);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static int inRange(int value, int min, int max, String what) throws IOException {
    if (!(value >= min && value <= max)) {
      throw new IOException(what + " must be in [" + min + ", " + max + "], got " + value);
    }
    return value;
  }
}
