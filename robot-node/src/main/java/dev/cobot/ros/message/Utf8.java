package dev.cobot.ros.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Text of messages without garbage. The same few short texts come in every message (frames, names
 * of joints, encodings): one that came before is the same object again.
 */
final class Utf8 {
  /** Texts that are kept, and the most elements of a list that is. */
  static final int KEPT = 256;

  private static final int MAX_KEPT_BYTES = 64;
  private static final int HASH_PRIME = 31;
  private static final int SCRATCH_BYTES = 1024;

  /** Where a text of a buffer outside of the heap passes through. */
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);

  /** A text that came twice; immutable, so that threads may race for a place. */
  private record Kept(byte[] utf8, String text) {
    boolean is(ByteBuffer buffer, int length) {
      if (utf8.length != length) {
        return false;
      }
      int at = buffer.position();
      for (int i = 0; i < length; i++) {
        if (utf8[i] != buffer.get(at + i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Kept[] TEXTS = new Kept[KEPT];

  /** Hash of the text that was last at a place without being kept. */
  private static final int[] SEEN = new int[KEPT];

  private Utf8() {}

  /** The bytes of a text. */
  static long length(String text) {
    int chars = text.length();
    long bytes = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        if (c < 0x800) {
          bytes++;
        } else if (!Character.isSurrogate(c)) {
          bytes += 2;
        } else if (isPair(text, i)) {
          bytes += 2;
          i++;
        }
        // Half a pair becomes a question mark, as the JDK does it.
      }
    }
    return bytes;
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  static void write(ByteBuffer buffer, String text) {
    int chars = text.length();
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        buffer.put((byte) c);
      } else if (c < 0x800) {
        buffer.put((byte) (0xC0 | (c >> 6)));
        buffer.put((byte) (0x80 | (c & 0x3F)));
      } else if (!Character.isSurrogate(c)) {
        buffer.put((byte) (0xE0 | (c >> 12)));
        buffer.put((byte) (0x80 | ((c >> 6) & 0x3F)));
        buffer.put((byte) (0x80 | (c & 0x3F)));
      } else if (isPair(text, i)) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        buffer.put((byte) (0xF0 | (point >> 18)));
        buffer.put((byte) (0x80 | ((point >> 12) & 0x3F)));
        buffer.put((byte) (0x80 | ((point >> 6) & 0x3F)));
        buffer.put((byte) (0x80 | (point & 0x3F)));
      } else {
        buffer.put((byte) '?');
      }
    }
  }

  /** Reads so many bytes, which are there; what is no UTF-8 becomes replacement characters. */
  static String read(ByteBuffer buffer, int length) {
    if (length == 0) {
      return "";
    } else if (length > MAX_KEPT_BYTES) {
      return decode(buffer, length);
    }
    int at = buffer.position();
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = HASH_PRIME * hash + buffer.get(at + i);
    }
    int place = (hash ^ (hash >>> 16)) & (KEPT - 1);
    Kept kept = TEXTS[place];
    if (kept != null && kept.is(buffer, length)) {
      buffer.position(at + length);
      return kept.text();
    }
    String text = decode(buffer, length);
    // Only what comes again at once is kept, so that texts that change make no garbage here.
    if (SEEN[place] == hash) {
      TEXTS[place] = new Kept(text.getBytes(StandardCharsets.UTF_8), text);
    } else {
      SEEN[place] = hash;
    }
    return text;
  }

  private static String decode(ByteBuffer buffer, int length) {
    int at = buffer.position();
    if (buffer.hasArray()) {
      buffer.position(at + length);
      return new String(buffer.array(), buffer.arrayOffset() + at, length, StandardCharsets.UTF_8);
    }
    byte[] utf8 = length <= SCRATCH_BYTES ? SCRATCH.get() : new byte[length];
    buffer.get(utf8, 0, length);
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }
}
