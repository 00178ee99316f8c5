package dev.cobot.sim2real.calibration.session;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Text that goes into the store, and onto terminals later: of known length, without controls. */
final class StoredText {
  private static final int MAX_QUOTED_CHARS = 80;
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_ENTRY_CHARS = 200;
  private static final Pattern CAMERA_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private StoredText() {}

  /** Returns a text of 1 to {@code maxChars} characters without line breaks. */
  static String line(String what, String text, int maxChars) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(what + " is missing or blank");
    }
    return require(what, text, maxChars, false);
  }

  /** Returns a text of at most {@code maxChars} characters; may have line breaks, may be empty. */
  static String paragraph(String what, String text, int maxChars) {
    if (text == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return require(what, text, maxChars, true);
  }

  private static String require(String what, String text, int maxChars, boolean breaks) {
    if (text.length() > maxChars) {
      throw new IllegalArgumentException(
          what + ": at most " + maxChars + " characters, got " + text.length());
    }
    requireWhole(what, text);
    if (!text.codePoints().allMatch(c -> isPlain(c) || (breaks && (c == '\n' || c == '\t')))) {
      throw new IllegalArgumentException(
          what + ": control characters are not allowed, got " + quoted(text));
    }
    return text;
  }

  /** Refuses halves of surrogate pairs: they have no UTF-8 and would come back as another text. */
  static void requireWhole(String what, String text) {
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw new IllegalArgumentException(
          what + ": half of a character (a lone surrogate) in " + quoted(text));
    }
  }

  private static boolean isPlain(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE;
  }

  static String cameraId(String id) {
    if (id == null || !CAMERA_ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "camera id: got "
              + quoted(id)
              + ", must be 1 to 100 of letters, digits, '_', '.', '/' and '-' and begin with a"
              + " letter, a digit or '_'; for example head");
    }
    return id;
  }

  static String sha256(String what, String hash) {
    if (hash == null || !SHA256.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          what + ": got " + quoted(hash) + ", must be 64 of 0-9 and a-f");
    }
    return hash;
  }

  /** Returns the entries sorted by name. */
  static Map<String, String> entries(String what, Map<String, String> entries) {
    if (entries == null) {
      throw new IllegalArgumentException(what + " are missing; an empty map says there are none");
    }
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          what + ": at most " + MAX_ENTRIES + " entries, got " + entries.size());
    }
    TreeMap<String, String> sorted = new TreeMap<>();
    entries.forEach(
        (name, value) ->
            sorted.put(
                line(what + ": a name", name, MAX_ENTRY_CHARS),
                line(what + ": the value of " + quoted(name), value, MAX_ENTRY_CHARS)));
    return Collections.unmodifiableMap(sorted);
  }

  /** Returns a text that anybody may have given as one that can be printed. */
  static String quoted(String text) {
    if (text == null) {
      return "nothing";
    }
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(MAX_QUOTED_CHARS)
        .forEach(
            c -> {
              if (isPlain(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\u").append(String.format("%04x", c));
              }
            });
    return shown.append(text.length() > MAX_QUOTED_CHARS ? "...'" : "'").toString();
  }
}
