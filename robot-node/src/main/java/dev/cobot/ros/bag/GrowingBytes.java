package dev.cobot.ros.bag;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in memory, little endian, that grow as they are written and are used again. */
final class GrowingBytes extends OutputStream {
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int size;

  GrowingBytes(int capacity) {
    array = new byte[capacity];
  }

  /** Takes bytes over, without a copy. */
  GrowingBytes(byte[] bytes) {
    array = bytes;
    size = bytes.length;
  }

  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Makes room for this many more bytes. */
  void reserve(int bytes) {
    if (bytes > array.length - size) {
      if (bytes > MAX_BYTES - size) {
        throw new IllegalArgumentException(
            "A chunk of " + size + " bytes cannot take " + bytes + " more");
      }
      long doubled = Math.min(MAX_BYTES, 2L * array.length);
      array = Arrays.copyOf(array, (int) Math.max(doubled, size + bytes));
    }
  }

  /** Counts bytes that were written into {@link #array()} directly. */
  void advance(int bytes) {
    size += bytes;
  }

  @Override
  public void write(int value) {
    reserve(1);
    array[size++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    reserve(length);
    System.arraycopy(bytes, offset, array, size, length);
    size += length;
  }

  GrowingBytes putByte(int value) {
    write(value);
    return this;
  }

  GrowingBytes putShort(int value) {
    reserve(Short.BYTES);
    SHORT.set(array, size, (short) value);
    size += Short.BYTES;
    return this;
  }

  GrowingBytes putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(array, size, value);
    size += Integer.BYTES;
    return this;
  }

  GrowingBytes putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(array, size, value);
    size += Long.BYTES;
    return this;
  }

  GrowingBytes put(byte[] bytes) {
    write(bytes, 0, bytes.length);
    return this;
  }

  GrowingBytes put(GrowingBytes other) {
    write(other.array, 0, other.size);
    return this;
  }

  GrowingBytes put(ByteBuffer bytes) {
    int length = bytes.remaining();
    reserve(length);
    bytes.get(array, size, length);
    size += length;
    return this;
  }

  /** A length of 32 bits, then the text. */
  GrowingBytes putString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return putInt(utf8.length).put(utf8);
  }

  /** Writes a number over four bytes that were left for it. */
  void setInt(int at, int value) {
    INT.set(array, at, value);
  }

  /** Writes a number over eight bytes that were left for it. */
  void setLong(int at, long value) {
    LONG.set(array, at, value);
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(array, 0, size);
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static int unsignedShortAt(byte[] bytes, int at) {
    return Short.toUnsignedInt((short) SHORT.get(bytes, at));
  }
}
