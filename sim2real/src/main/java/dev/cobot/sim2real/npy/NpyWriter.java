package dev.cobot.sim2real.npy;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an array element by element in C order, version 1.0, little endian: what {@code np.load}
 * reads without {@code allow_pickle}. One thread.
 */
public final class NpyWriter implements Closeable {
  private final Path file;
  private final NpyType type;
  private final long elements;
  private final OutputStream out;
  private final ByteBuffer element;
  private long written;
  private boolean closed;

  /**
   * Creates or replaces the file.
   *
   * @param shape one dimension or more
   */
  public NpyWriter(Path file, NpyType type, int... shape) throws IOException {
    if (shape.length == 0) {
      throw new IllegalArgumentException("an array has a dimension or more");
    }
    long product = 1;
    for (int n : shape) {
      if (n < 0) {
        throw new IllegalArgumentException("a dimension is 0 or more, got " + n);
      }
      product = Math.multiplyExact(product, n);
    }
    this.file = file;
    this.type = type;
    this.elements = product;
    this.element = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    out.write(NpyHeader.bytes(type.description(), shape));
  }

  public void write(float value) throws IOException {
    begin(NpyType.Kind.FLOAT32).putFloat(value);
    end();
  }

  public void write(double value) throws IOException {
    begin(NpyType.Kind.FLOAT64).putDouble(value);
    end();
  }

  public void write(long value) throws IOException {
    begin(NpyType.Kind.INT64).putLong(value);
    end();
  }

  public void write(boolean value) throws IOException {
    begin(NpyType.Kind.BOOL).put((byte) (value ? 1 : 0));
    end();
  }

  /**
   * Writes text.
   *
   * @throws IllegalArgumentException if it has more code points than the type, or ends in U+0000,
   *     which the format cannot keep
   */
  public void write(String value) throws IOException {
    int[] codes = value.codePoints().toArray();
    if (codes.length > type.chars() || value.endsWith("\0")) {
      throw new IllegalArgumentException(
          file
              + ": element "
              + written
              + " has "
              + codes.length
              + " characters; allowed are up to "
              + type.chars()
              + ", without U+0000 at the end");
    }
    ByteBuffer buffer = begin(NpyType.Kind.UNICODE);
    for (int code : codes) {
      buffer.putInt(code);
    }
    while (buffer.hasRemaining()) {
      buffer.putInt(0);
    }
    end();
  }

  private ByteBuffer begin(NpyType.Kind kind) {
    if (type.kind() != kind || written == elements || closed) {
      throw new IllegalStateException(
          file
              + ": expects "
              + (elements - written)
              + " more elements of type "
              + type
              + ", got one of "
              + kind);
    }
    return element.clear();
  }

  private void end() throws IOException {
    written++;
    out.write(element.array());
  }

  /**
   * Finishes the file.
   *
   * @throws IOException also if elements are missing
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    out.close();
    if (written != elements) {
      throw new IOException(file + ": " + written + " of " + elements + " elements were written");
    }
  }
}
