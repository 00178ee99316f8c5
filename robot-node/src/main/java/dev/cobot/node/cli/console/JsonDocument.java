package dev.cobot.node.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Prints what a verb found as one JSON document. */
public final class JsonDocument {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonDocument() {}

  /** The document of Maps, Lists, records and values, on one line. */
  public static String of(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The result cannot be written as JSON", e);
    }
  }
}
