package dev.cobot.ros;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connection header of TCPROS: named text fields with which both ends introduce themselves. */
final class TcpRosHeader {
  private static final int MAX_BYTES = 1 << 20;

  private TcpRosHeader() {}

  static byte[] encode(Map<String, String> fields) {
    List<byte[]> encoded = new ArrayList<>();
    int bytes = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      byte[] utf8 = (field.getKey() + "=" + field.getValue()).getBytes(StandardCharsets.UTF_8);
      encoded.add(utf8);
      bytes += Integer.BYTES + utf8.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(bytes);
    encoded.forEach(utf8 -> buffer.putInt(utf8.length).put(utf8));
    return buffer.array();
  }

  static Map<String, String> read(InputStream in) throws IOException {
    int length = Integer.reverseBytes(new DataInputStream(in).readInt());
    if (!(length >= 0 && length <= MAX_BYTES)) {
      throw new IOException(
          "The TCPROS header announces "
              + Integer.toUnsignedLong(length)
              + " bytes, allowed is up to "
              + MAX_BYTES);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException(
          "The TCPROS header ends after " + bytes.length + " of " + length + " bytes");
    }
    return decode(bytes);
  }

  static Map<String, String> decode(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      while (buffer.hasRemaining()) {
        int length = buffer.getInt();
        if (!(length > 0 && length <= buffer.remaining())) {
          throw new IOException(
              "A field of the TCPROS header announces "
                  + Integer.toUnsignedLong(length)
                  + " bytes, allowed is 1 to "
                  + buffer.remaining());
        }
        String field = new String(bytes, buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        int equals = field.indexOf('=');
        if (equals < 1) {
          throw new IOException("A field of the TCPROS header is no key=value");
        }
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    } catch (BufferUnderflowException e) {
      throw new IOException("The TCPROS header ends within a field", e);
    }
    return fields;
  }
}
