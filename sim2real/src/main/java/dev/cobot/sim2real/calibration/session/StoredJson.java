package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON documents of a run, within limits in both directions. */
final class StoredJson {
  static final int MAX_CAMERA_CHARS = 1 << 16;
  static final int MAX_DOCUMENT_CHARS = 1 << 22;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_STRING_CHARS = 1 << 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_DOCUMENT_CHARS)
                          .maxStringLength(MAX_STRING_CHARS)
                          .maxNameLength(1000)
                          .maxNumberLength(100)
                          .maxNestingDepth(MAX_DEPTH)
                          .build())
                  .build())
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StoredJson() {}

  /** Returns a copy that nobody else changes, as it will be read back, or null for null. */
  static JsonNode object(String what, JsonNode node, int maxChars) {
    if (node != null && !node.isNull() && !node.isObject()) {
      throw new IllegalArgumentException(
          what + " must be a JSON object, got " + node.getNodeType());
    }
    return document(what, node, maxChars);
  }

  /** As {@link #object}, also for lists. */
  static JsonNode document(String what, JsonNode node, int maxChars) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isContainerNode()) {
      throw new IllegalArgumentException(
          what + " must be a JSON object or list, got " + node.getNodeType());
    }
    requireStorable(what, node, 1);
    String text = text(what, node);
    if (text.length() > maxChars) {
      throw new IllegalArgumentException(
          what + ": at most " + maxChars + " characters of JSON, got " + text.length());
    }
    try {
      return read(what, text, JsonNode.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void requireStorable(String what, JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          what + ": at most " + MAX_DEPTH + " levels of JSON; make it flatter");
    }
    if ((node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException(what + ": every number must be finite, got " + node);
    }
    if (node.isTextual()) {
      StoredText.requireWhole(what, node.textValue());
    }
    node.fieldNames().forEachRemaining(name -> StoredText.requireWhole(what, name));
    if (node.isPojo() || node.isBinary() || node.isMissingNode()) {
      throw new IllegalArgumentException(what + ": JSON values alone, got " + node.getNodeType());
    }
    node.forEach(child -> requireStorable(what, child, depth + 1));
  }

  /** Returns the JSON text of a document, or null for null. */
  static String text(String what, Object document) {
    if (document == null) {
      return null;
    }
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(what + " cannot be written: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a document that is stored; null for null. */
  static <T> T read(String what, String text, Class<T> type) throws IOException {
    if (text == null) {
      return null;
    }
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IOException(what + " is no JSON of this store: " + e.getOriginalMessage(), e);
    }
  }
}
