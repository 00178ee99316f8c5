package dev.cobot.sim2real.sim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The numbers of a saved state; what is read is checked, as it may come from anywhere. */
final class StateCodec {
  private static final double MAX_VALUE = 1e6;

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

  static int inRange(int value, int min, int max, String what) throws IOException {
    if (!(value >= min && value <= max)) {
      throw new IOException(what + " must be in [" + min + ", " + max + "], got " + value);
    }
    return value;
  }
}
