package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Many small reads near each other, with few calls to the system. For one thread. */
final class FileWindow {
  private final FileBytes file;
  private final int readAhead;
  private byte[] bytes = {};
  private long position;

  FileWindow(FileBytes file, int readAhead) {
    this.file = file;
    this.readAhead = readAhead;
  }

  /** Makes bytes ready and returns where in {@link #array()} they begin; good until the next. */
  int at(long from, int count) throws IOException {
    file.check(from, count);
    if (!(from >= position && from + count <= position + bytes.length)) {
      int length = (int) Math.min(file.size() - from, Math.max(count, readAhead));
      if (length != bytes.length) {
        bytes = new byte[length];
      }
      file.fill(from, ByteBuffer.wrap(bytes));
      position = from;
    }
    return (int) (from - position);
  }

  byte[] array() {
    return bytes;
  }

  byte byteAt(long from) throws IOException {
    int at = at(from, 1);
    return bytes[at];
  }

  int intAt(long from) throws IOException {
    int at = at(from, Integer.BYTES);
    return GrowingBytes.intAt(bytes, at);
  }

  long longAt(long from) throws IOException {
    int at = at(from, Long.BYTES);
    return GrowingBytes.longAt(bytes, at);
  }
}
