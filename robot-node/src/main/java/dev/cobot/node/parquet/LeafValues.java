package dev.cobot.node.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;

/**
 * The values of one column of a row group. A row has none (null, or an empty list), one, or as many
 * as its list; lists in lists stand as one.
 */
public final class LeafValues {
  private final int[] starts;
  private final long[] longs;
  private final double[] doubles;
  private final Binary[] binaries;

  /** Of {@code longs}, {@code doubles} and {@code binaries} two are null. */
  LeafValues(int[] starts, long[] longs, double[] doubles, Binary[] binaries) {
    this.starts = starts;
    this.longs = longs;
    this.doubles = doubles;
    this.binaries = binaries;
  }

  /** Returns how many rows there are. */
  public int rows() {
    return starts.length - 1;
  }

  /** Returns how many values a row has; nulls in lists do not count. */
  public int count(int row) {
    return starts[row + 1] - starts[row];
  }

  /** Whether these are whole numbers or truth values. */
  public boolean isWhole() {
    return longs != null;
  }

  /** Whether these are bytes or text. */
  public boolean isBytes() {
    return binaries != null;
  }

  /** Returns the whole numbers of a row; a truth value is 0 or 1. */
  public long[] longs(int row) {
    return Arrays.copyOfRange(longs, starts[row], starts[row + 1]);
  }

  /** Returns the numbers of a row. */
  public double[] numbers(int row) {
    double[] numbers = new double[count(row)];
    for (int i = 0; i < numbers.length; i++) {
      int at = starts[row] + i;
      numbers[i] = longs == null ? doubles[at] : longs[at];
    }
    return numbers;
  }

  /** Returns the bytes of a value of a row. */
  public byte[] bytes(int row, int index) {
    return binaries[starts[row] + index].getBytes();
  }

  /** Returns a value of a row as text. */
  public String text(int row, int index) {
    return new String(bytes(row, index), StandardCharsets.UTF_8);
  }
}
