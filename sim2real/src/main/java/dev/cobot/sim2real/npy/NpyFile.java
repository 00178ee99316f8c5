package dev.cobot.sim2real.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An array on disk, read in ranges of its first dimension ("rows"); opening reads the header only.
 * Immutable; any thread.
 */
public final class NpyFile {
  private static final int MAX_CALL_BYTES = 1 << 30;

  private final Path file;
  private final NpyType type;
  private final int[] shape;
  private final long dataOffset;
  private final long rowBytes;

  private NpyFile(Path file, NpyType type, int[] shape, long dataOffset, long rowBytes) {
    this.file = file;
    this.type = type;
    this.shape = shape;
    this.dataOffset = dataOffset;
    this.rowBytes = rowBytes;
  }

  /**
   * Opens an array of one dimension or more.
   *
   * @throws IOException if the file is missing, damaged, shorter or longer than its header says, in
   *     Fortran order, or has elements of another type than {@link NpyType}'s
   */
  public static NpyFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      String what = file.toString();
      NpyHeader header = NpyHeader.read(channel, what);
      if (header.description().equals("|O")) {
        throw new IOException(
            what
                + ": holds pickled Python objects, which are not executed; load it in Python and"
                + " save it with a plain type: np.save(f, np.array(list(a))) of strings gives '<U',"
                + " of whole numbers '<i8'");
      }
      NpyType type =
          NpyType.parse(header.description())
              .orElseThrow(
                  () ->
                      new IOException(
                          what
                              + ": elements of type '"
                              + header.description()
                              + "'; allowed are "
                              + NpyType.ALLOWED));
      if (header.fortranOrder()) {
        throw new IOException(
            what
                + ": the array is in Fortran order; save it with np.save(f,"
                + " np.ascontiguousarray(a))");
      }
      if (header.shape().length == 0) {
        throw new IOException(what + ": a single value; expected an array of a dimension or more");
      }
      long rowBytes = type.bytes();
      long bytes;
      try {
        for (int i = 1; i < header.shape().length; i++) {
          rowBytes = Math.multiplyExact(rowBytes, header.shape()[i]);
        }
        bytes = Math.multiplyExact(rowBytes, header.shape()[0]);
      } catch (ArithmeticException e) {
        throw new IOException(what + ": a shape beyond 2^63 bytes", e);
      }
      if (channel.size() - header.dataOffset() != bytes) {
        throw new IOException(
            what
                + ": "
                + type
                + " of shape "
                + text(header.shape())
                + " takes "
                + bytes
                + " bytes after the header, the file has "
                + (channel.size() - header.dataOffset())
                + "; it was not written to its end, or is damaged");
      }
      return new NpyFile(file, type, header.shape(), header.dataOffset(), rowBytes);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  /** Returns whether the file holds pickled objects; see {@link PickledArrays}. */
  public static boolean isPickled(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + ": no such file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return NpyHeader.read(channel, file.toString()).description().equals("|O");
    }
  }

  public NpyType type() {
    return type;
  }

  /** Returns the dimensions, at least one. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the first dimension. */
  public int rows() {
    return shape[0];
  }

  /**
   * Checks type and dimensions.
   *
   * @param expected the dimensions; -1 for any
   * @throws IOException if they differ
   */
  public NpyFile require(NpyType.Kind kind, int... expected) throws IOException {
    boolean fits = type.kind() == kind && shape.length == expected.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] == -1 || expected[i] == shape[i];
    }
    if (!fits) {
      throw new IOException(
          file
              + ": expected "
              + kind
              + " of shape "
              + text(expected)
              + ", got "
              + type
              + " of shape "
              + text(shape));
    }
    return this;
  }

  /** Reads rows of a float32 array. */
  public float[] floats(int fromRow, int rows) throws IOException {
    float[] out = new float[elements(NpyType.Kind.FLOAT32, fromRow, rows)];
    data(fromRow, rows).asFloatBuffer().get(out);
    return out;
  }

  /** Reads rows of a float64 array. */
  public double[] doubles(int fromRow, int rows) throws IOException {
    double[] out = new double[elements(NpyType.Kind.FLOAT64, fromRow, rows)];
    data(fromRow, rows).asDoubleBuffer().get(out);
    return out;
  }

  /** Reads rows of an int64 array. */
  public long[] longs(int fromRow, int rows) throws IOException {
    long[] out = new long[elements(NpyType.Kind.INT64, fromRow, rows)];
    data(fromRow, rows).asLongBuffer().get(out);
    return out;
  }

  /**
   * Reads rows of a bool array.
   *
   * @throws IOException also if an element is neither 0 nor 1
   */
  public boolean[] booleans(int fromRow, int rows) throws IOException {
    boolean[] out = new boolean[elements(NpyType.Kind.BOOL, fromRow, rows)];
    ByteBuffer data = data(fromRow, rows);
    for (int i = 0; i < out.length; i++) {
      byte value = data.get();
      if (value != 0 && value != 1) {
        throw new IOException(file + ": element " + i + " is " + value + "; allowed are 0 and 1");
      }
      out[i] = value == 1;
    }
    return out;
  }

  /**
   * Reads rows of a unicode array.
   *
   * @throws IOException also if an element has a number that is no character
   */
  public List<String> strings(int fromRow, int rows) throws IOException {
    int count = elements(NpyType.Kind.UNICODE, fromRow, rows);
    ByteBuffer data = data(fromRow, rows);
    List<String> out = new ArrayList<>(count);
    int[] codes = new int[type.chars()];
    for (int i = 0; i < count; i++) {
      int length = 0;
      for (int k = 0; k < codes.length; k++) {
        codes[k] = data.getInt();
        if (!Character.isValidCodePoint(codes[k])
            || (codes[k] >= Character.MIN_SURROGATE && codes[k] <= Character.MAX_SURROGATE)) {
          throw new IOException(
              file + ": string " + (fromRow + i) + " has " + codes[k] + ", which is no character");
        }
        length = codes[k] == 0 ? length : k + 1;
      }
      out.add(new String(codes, 0, length));
    }
    return out;
  }

  private int elements(NpyType.Kind kind, int fromRow, int rows) {
    if (type.kind() != kind) {
      throw new IllegalArgumentException(file + ": holds " + type + ", asked for " + kind);
    }
    Objects.checkFromIndexSize(fromRow, rows, shape[0]);
    if (rows * rowBytes > MAX_CALL_BYTES) {
      throw new IllegalArgumentException(
          file
              + ": "
              + rows
              + " rows take "
              + rows * rowBytes
              + " bytes; read at most "
              + MAX_CALL_BYTES
              + " bytes at once");
    }
    return (int) (rows * rowBytes / type.bytes());
  }

  private ByteBuffer data(int fromRow, int rows) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) (rows * rowBytes)).order(ByteOrder.LITTLE_ENDIAN);
    long from = dataOffset + fromRow * rowBytes;
    try (FileChannel channel = FileChannel.open(file)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException(file + ": became shorter while it was read");
        }
      }
    }
    return buffer.flip();
  }

  private static String text(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(n -> n == -1 ? "any" : Integer.toString(n))
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
