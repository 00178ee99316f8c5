package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The body of an MCAP record, field after field; reaching over its end is an error. */
final class McapRecord {
  private final byte[] bytes;
  private int at;
  private final int end;

  McapRecord(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    at = offset;
    end = offset + length;
  }

  int u8() throws IOException {
    return bytes[take(1)] & 0xFF;
  }

  int u16() throws IOException {
    return GrowingBytes.unsignedShortAt(bytes, take(Short.BYTES));
  }

  int i32() throws IOException {
    return GrowingBytes.intAt(bytes, take(Integer.BYTES));
  }

  long u32() throws IOException {
    return Integer.toUnsignedLong(i32());
  }

  /** A length, position, count or time; more than a signed number holds is refused. */
  long u64() throws IOException {
    long value = GrowingBytes.longAt(bytes, take(Long.BYTES));
    if (value < 0) {
      throw new IOException("a number is " + Long.toUnsignedString(value) + ", must be below 2^63");
    }
    return value;
  }

  String string() throws IOException {
    long length = u32();
    if (length > remaining()) {
      throw new IOException(
          "a text announces " + length + " bytes where " + remaining() + " are left");
    }
    return new String(bytes, take((int) length), (int) length, StandardCharsets.UTF_8);
  }

  Map<String, String> strings() throws IOException {
    McapRecord inner = array();
    Map<String, String> map = new LinkedHashMap<>();
    while (inner.remaining() > 0) {
      String key = inner.string();
      map.put(key, inner.string());
    }
    return map;
  }

  /** An array or a map: its length in bytes, then that. */
  McapRecord array() throws IOException {
    long length = u32();
    if (length > remaining()) {
      throw new IOException(
          "a list announces " + length + " bytes where " + remaining() + " are left");
    }
    return new McapRecord(bytes, take((int) length), (int) length);
  }

  int remaining() {
    return end - at;
  }

  int position() {
    return at;
  }

  private int take(int count) throws IOException {
    if (count > end - at) {
      throw new IOException("a record ends within a field");
    }
    int from = at;
    at += count;
    return from;
  }
}
