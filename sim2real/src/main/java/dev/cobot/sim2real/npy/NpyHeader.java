package dev.cobot.sim2real.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the elements.
 *
 * @param description NumPy's name of the element type, not yet judged
 * @param dataOffset where the elements begin in the file
 */
record NpyHeader(String description, boolean fortranOrder, int[] shape, long dataOffset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final int MAX_DIMENSIONS = 32;
  private static final int ALIGNMENT = 64;
  private static final Pattern ENTRY =
      Pattern.compile("\\s*'(\\w+)'\\s*:\\s*('[^']*'|True|False|\\([\\d, ]*\\))\\s*,?");

  /**
   * Reads the header.
   *
   * @throws IOException if the file is no {@code .npy} file or its header is damaged
   */
  static NpyHeader read(FileChannel channel, String what) throws IOException {
    ByteBuffer start = read(channel, 0, 12, what);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException(what + ": no .npy file (it does not begin with \\x93NUMPY)");
    }
    int major = start.get();
    int minor = start.get();
    if (!(major >= 1 && major <= 3 && minor == 0)) {
      throw new IOException(
          what + ": .npy version " + major + "." + minor + "; allowed are 1.0, 2.0 and 3.0");
    }
    int prefix = major == 1 ? 10 : 12;
    long length = major == 1 ? start.getShort() & 0xffffL : start.getInt() & 0xffffffffL;
    if (length > MAX_HEADER_BYTES) {
      throw new IOException(
          what + ": a header of " + length + " bytes; allowed are " + MAX_HEADER_BYTES);
    }
    ByteBuffer text = read(channel, prefix, (int) length, what);
    byte[] raw = new byte[text.remaining()];
    text.get(raw);
    String header =
        new String(raw, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return parse(header, prefix + length, what);
  }

  private static ByteBuffer read(FileChannel channel, long from, int bytes, String what)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException(
            what + ": ends inside its header, at byte " + (from + buffer.position()));
      }
    }
    return buffer.flip();
  }

  private static NpyHeader parse(String header, long dataOffset, String what) throws IOException {
    String text = header.strip();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw damaged(what, header);
    }
    String entries = text.substring(1, text.length() - 1).stripTrailing();
    Map<String, String> values = new HashMap<>();
    Matcher entry = ENTRY.matcher(entries);
    int at = 0;
    while (at < entries.length()) {
      entry.region(at, entries.length());
      if (!entry.lookingAt() || values.put(entry.group(1), entry.group(2)) != null) {
        throw damaged(what, header);
      }
      at = entry.end();
    }
    String descr = values.getOrDefault("descr", "");
    String order = values.getOrDefault("fortran_order", "");
    String shape = values.getOrDefault("shape", "");
    if (values.size() != 3
        || !descr.startsWith("'")
        || !(order.equals("True") || order.equals("False"))
        || !shape.startsWith("(")) {
      throw damaged(what, header);
    }
    return new NpyHeader(
        descr.substring(1, descr.length() - 1),
        order.equals("True"),
        shape(shape.substring(1, shape.length() - 1), what),
        dataOffset);
  }

  private static int[] shape(String text, String what) throws IOException {
    if (text.isBlank()) {
      return new int[0];
    }
    String list = text.strip();
    String[] parts =
        (list.endsWith(",") ? list.substring(0, list.length() - 1) : list).split(",", -1);
    if (parts.length > MAX_DIMENSIONS) {
      throw new IOException(
          what + ": " + parts.length + " dimensions; allowed are " + MAX_DIMENSIONS);
    }
    int[] shape = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        shape[i] = Integer.parseInt(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new IOException(
            what + ": dimension " + i + " is '" + parts[i].strip() + "'; allowed are 0 to 2^31 - 1",
            e);
      }
    }
    return shape;
  }

  private static IOException damaged(String what, String header) {
    String shown = header.length() > 200 ? header.substring(0, 200) + "..." : header;
    return new IOException(
        what
            + ": the header must be a dictionary of 'descr', 'fortran_order' and 'shape' with a"
            + " plain element type, got "
            + shown.strip());
  }

  /** Writes a header of version 1, padded as NumPy does it. */
  static byte[] bytes(String description, int... shape) {
    StringBuilder text =
        new StringBuilder("{'descr': '")
            .append(description)
            .append("', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < shape.length; i++) {
      text.append(shape[i]).append(shape.length == 1 || i + 1 < shape.length ? "," : "");
      text.append(i + 1 < shape.length ? " " : "");
    }
    text.append("), }");
    int unpadded = MAGIC.length + 4 + text.length() + 1;
    text.append(" ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT)).append('\n');
    ByteBuffer bytes =
        ByteBuffer.allocate(MAGIC.length + 4 + text.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length());
    bytes.put(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    return bytes.array();
  }
}
