package dev.cobot.node.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads what comes over a WebSocket from anybody: one JSON object with a text that says what is
 * asked.
 */
public final class RequestReader {
  private static final int MAX_NUMBER = 20;

  private final String key;
  private final int maxCharacters;
  private final JsonMapper json;

  /**
   * @param key of the text
   * @param maxNesting of objects and lists
   */
  public RequestReader(String key, int maxCharacters, int maxNesting) {
    this.key = key;
    this.maxCharacters = maxCharacters;
    json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(maxNesting)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is no such object, with a sentence that repeats
   *     nothing of it
   */
  public JsonNode read(String message) {
    if (message.length() > maxCharacters) {
      throw new IllegalArgumentException(
          "a request has at most " + maxCharacters + " characters, got " + message.length());
    }
    JsonNode root;
    try {
      root = json.readTree(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the request is no JSON", e);
    }
    if (!root.isObject() || !root.path(key).isTextual()) {
      throw new IllegalArgumentException("a request is an object with \"" + key + "\"");
    }
    return root;
  }
}
