package dev.cobot.node.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The shipped schemas, and whether a payload is what they say; a field that they do not name counts
 * as wrong here, though a reader must pass over it.
 */
public final class Schemas {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, JsonSchema> BY_NAME = new TreeMap<>();

  static {
    for (String name : Set.of("command", "connection", "factsheet", "result", "state")) {
      BY_NAME.put(name, load(name));
    }
  }

  private Schemas() {}

  private static JsonSchema load(String name) {
    try (InputStream in = MqttBridge.class.getResourceAsStream("v1/" + name + ".json")) {
      JsonNode schema = JSON.readTree(in);
      close(schema);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(JsonNode schema) {
    if (schema.has("properties") && schema instanceof ObjectNode object) {
      object.put("additionalProperties", false);
    }
    schema.forEach(Schemas::close);
  }

  /**
   * Returns what is wrong with a payload, or nothing.
   *
   * @param name of the schema, the last part of the topic
   */
  public static String faults(String name, String payload) {
    JsonNode node;
    try {
      node = JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      return e.getMessage();
    }
    return BY_NAME.get(name).validate(node).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.joining("; "));
  }
}
