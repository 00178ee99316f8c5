package dev.cobot.ros.bag;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of one record of a rosbag, read over and over in place: a bag has one for each
 * message.
 */
final class RosbagHeader {
  private static final int OP = 1;
  private static final int CONN = 1 << 1;
  private static final int TIME = 1 << 2;
  private static final int SIZE = 1 << 3;
  private static final int COUNT = 1 << 4;
  private static final int VER = 1 << 5;
  private static final int COMPRESSION = 1 << 6;
  private static final int INDEX_POS = 1 << 7;
  private static final int CONN_COUNT = 1 << 8;
  private static final int CHUNK_COUNT = 1 << 9;
  private static final int CHUNK_POS = 1 << 10;
  private static final int START_TIME = 1 << 11;
  private static final int END_TIME = 1 << 12;
  private static final int MAX_COMPRESSION_NAME = 32;

  private int present;
  private int op;
  private int conn;
  private long timeNanos;
  private int size;
  private int count;
  private int version;
  private String compression;
  private String encryptor;
  private String topic;
  private long indexPosition;
  private int connectionCount;
  private int chunkCount;
  private long chunkPosition;
  private long startNanos;
  private long endNanos;

  void parse(byte[] bytes, int offset, int length) throws IOException {
    present = 0;
    encryptor = "";
    topic = "";
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int field = fieldLength(bytes, at, end);
      at += Integer.BYTES;
      int equals = equalsSign(bytes, at, at + field);
      value(bytes, at, equals - at, equals + 1, at + field - equals - 1);
      at += field;
    }
    need(OP, "op");
  }

  private void value(byte[] bytes, int name, int nameLength, int at, int length)
      throws IOException {
    switch (nameLength) {
      case 2 -> {
        if (is(bytes, name, "op")) {
          width("op", 1, length);
          op = bytes[at];
          present |= OP;
        }
      }
      case 3 -> {
        if (is(bytes, name, "ver")) {
          version = number("ver", VER, bytes, at, length);
        }
      }
      case 4 -> {
        if (is(bytes, name, "conn")) {
          conn = number("conn", CONN, bytes, at, length);
        } else if (is(bytes, name, "time")) {
          timeNanos = time("time", TIME, bytes, at, length);
        } else if (is(bytes, name, "size")) {
          size = number("size", SIZE, bytes, at, length);
        }
      }
      case 5 -> {
        if (is(bytes, name, "count")) {
          count = number("count", COUNT, bytes, at, length);
        } else if (is(bytes, name, "topic")) {
          topic = new String(bytes, at, length, UTF_8);
        }
      }
      case 8 -> {
        if (is(bytes, name, "end_time")) {
          endNanos = time("end_time", END_TIME, bytes, at, length);
        }
      }
      case 9 -> {
        if (is(bytes, name, "index_pos")) {
          indexPosition = position("index_pos", INDEX_POS, bytes, at, length);
        } else if (is(bytes, name, "chunk_pos")) {
          chunkPosition = position("chunk_pos", CHUNK_POS, bytes, at, length);
        } else if (is(bytes, name, "encryptor")) {
          encryptor = new String(bytes, at, Math.min(length, MAX_COMPRESSION_NAME), UTF_8);
        }
      }
      case 10 -> {
        if (is(bytes, name, "conn_count")) {
          connectionCount = number("conn_count", CONN_COUNT, bytes, at, length);
        } else if (is(bytes, name, "start_time")) {
          startNanos = time("start_time", START_TIME, bytes, at, length);
        }
      }
      case 11 -> {
        if (is(bytes, name, "chunk_count")) {
          chunkCount = number("chunk_count", CHUNK_COUNT, bytes, at, length);
        } else if (is(bytes, name, "compression")) {
          compression = new String(bytes, at, Math.min(length, MAX_COMPRESSION_NAME), UTF_8);
          present |= COMPRESSION;
        }
      }
      default -> {
        // A field of a later version.
      }
    }
  }

  int op() {
    return op;
  }

  int connection() throws IOException {
    need(CONN, "conn");
    return conn;
  }

  long timeNanos() throws IOException {
    need(TIME, "time");
    return timeNanos;
  }

  /** Of a chunk's content, an unsigned number. */
  long size() throws IOException {
    need(SIZE, "size");
    return Integer.toUnsignedLong(size);
  }

  long count() throws IOException {
    need(COUNT, "count");
    return Integer.toUnsignedLong(count);
  }

  int version() throws IOException {
    need(VER, "ver");
    return version;
  }

  String compression() throws IOException {
    need(COMPRESSION, "compression");
    return compression;
  }

  /** The plugin that encrypted the bag, or empty. */
  String encryptor() {
    return encryptor;
  }

  /** Where the messages of a connection are kept, or empty. */
  String topic() {
    return topic;
  }

  long indexPosition() throws IOException {
    need(INDEX_POS, "index_pos");
    return indexPosition;
  }

  long connectionCount() throws IOException {
    need(CONN_COUNT, "conn_count");
    return Integer.toUnsignedLong(connectionCount);
  }

  long chunkCount() throws IOException {
    need(CHUNK_COUNT, "chunk_count");
    return Integer.toUnsignedLong(chunkCount);
  }

  long chunkPosition() throws IOException {
    need(CHUNK_POS, "chunk_pos");
    return chunkPosition;
  }

  long startNanos() throws IOException {
    need(START_TIME, "start_time");
    return startNanos;
  }

  long endNanos() throws IOException {
    need(END_TIME, "end_time");
    return endNanos;
  }

  /** The fields of a connection header. */
  static Map<String, String> texts(byte[] bytes, int offset, int length) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int field = fieldLength(bytes, at, end);
      at += Integer.BYTES;
      int equals = equalsSign(bytes, at, at + field);
      texts.put(
          new String(bytes, at, equals - at, UTF_8),
          new String(bytes, equals + 1, at + field - equals - 1, UTF_8));
      at += field;
    }
    return texts;
  }

  static long nanosAt(byte[] bytes, int at) {
    return Integer.toUnsignedLong(GrowingBytes.intAt(bytes, at)) * 1_000_000_000L
        + Integer.toUnsignedLong(GrowingBytes.intAt(bytes, at + Integer.BYTES));
  }

  private static int fieldLength(byte[] bytes, int at, int end) throws IOException {
    if (end - at < Integer.BYTES) {
      throw new IOException("a record header ends within a field");
    }
    int length = GrowingBytes.intAt(bytes, at);
    if (!(length > 0 && length <= end - at - Integer.BYTES)) {
      throw new IOException(
          "a field of a record header announces "
              + Integer.toUnsignedLong(length)
              + " bytes, allowed is 1 to "
              + (end - at - Integer.BYTES));
    }
    return length;
  }

  private static int equalsSign(byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '=') {
        return at;
      }
    }
    throw new IOException("a field of a record header is no name=value");
  }

  private static boolean is(byte[] bytes, int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (bytes[at + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void width(String name, int expected, int got) throws IOException {
    if (got != expected) {
      throw new IOException("the field " + name + " has " + got + " bytes, must have " + expected);
    }
  }

  private int number(String name, int bit, byte[] bytes, int at, int length) throws IOException {
    width(name, Integer.BYTES, length);
    present |= bit;
    return GrowingBytes.intAt(bytes, at);
  }

  private long position(String name, int bit, byte[] bytes, int at, int length) throws IOException {
    width(name, Long.BYTES, length);
    present |= bit;
    return GrowingBytes.longAt(bytes, at);
  }

  private long time(String name, int bit, byte[] bytes, int at, int length) throws IOException {
    width(name, Long.BYTES, length);
    present |= bit;
    return nanosAt(bytes, at);
  }

  private void need(int bit, String name) throws IOException {
    if ((present & bit) == 0) {
      throw new IOException("a record has no field " + name);
    }
  }
}
