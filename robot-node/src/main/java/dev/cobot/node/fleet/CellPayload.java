package dev.cobot.node.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A document that came from a cell, or from somebody who says so. Fields that are not known are
 * passed over, as they may be of a later version; texts become one line that a terminal can show.
 */
final class CellPayload {
  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_TEXT = 240;
  private static final int MAX_TIME = 40;
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(12)
                          .maxNumberLength(40)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode node;

  private CellPayload(JsonNode node) {
    this.node = node;
  }

  /** Why a payload is none. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      // An expected end, and floods of it: no stack trace.
      super(why, null, false, false);
    }
  }

  /**
   * Reads a document of version 1.
   *
   * @throws Unreadable with a sentence that repeats nothing of it
   */
  static CellPayload read(byte[] payload) throws Unreadable {
    if (payload.length > MAX_BYTES) {
      throw new Unreadable("a document has " + payload.length + " bytes, allowed are " + MAX_BYTES);
    }
    JsonNode root;
    try {
      root =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new Unreadable("a document is no JSON in UTF-8");
    }
    if (!(root instanceof ObjectNode) || !root.path("version").isInt()) {
      throw new Unreadable("a document is no object with a version");
    }
    if (root.path("version").intValue() != 1) {
      throw new Unreadable("a document is of another version than 1; look with a newer Cobot");
    }
    return new CellPayload(root);
  }

  /** Returns the object of a name, an empty one where there is none. */
  CellPayload in(String name) {
    return new CellPayload(node.path(name));
  }

  boolean isObject() {
    return node.isObject();
  }

  /** Returns a text as one line, cut where it is long; null where it is none. */
  String text(String name) {
    JsonNode value = node.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? line(value.textValue()) : null;
  }

  /** Returns a text that is one of some; null where it is not. */
  String word(String name, String... allowed) {
    String value = node.path(name).asText("");
    for (String word : allowed) {
      if (word.equals(value)) {
        return word;
      }
    }
    return null;
  }

  /** Returns a finite number that is not negative; null where it is none. */
  Double length(String name) {
    JsonNode value = node.path(name);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    return Double.isFinite(number) && number >= 0 && number < 1e6 ? (Double) number : null;
  }

  /** Returns a time of day; null where it is none. */
  Instant time(String name) {
    String value = node.path(name).asText("");
    try {
      Instant time = value.length() > MAX_TIME ? null : Instant.parse(value);
      // Years beyond these are no times of day, and more than milliseconds can count.
      return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Leaves nothing in a text that moves a cursor, changes a colour or turns the direction. */
  private static String line(String text) {
    StringBuilder line = new StringBuilder();
    int shown = 0;
    for (int i = 0; i < text.length() && shown < MAX_TEXT; shown++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int type = Character.getType(c);
      boolean isOdd =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.PRIVATE_USE
              || type == Character.UNASSIGNED
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      line.appendCodePoint(isOdd ? '?' : c);
    }
    return line.toString().strip();
  }
}
