package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Configurations of trainings and experiments, as users give them. */
final class YamlConfig {
  private static final long MAX_BYTES = 1 << 20;

  private YamlConfig() {}

  /**
   * Reads a file over the defaults: a key that is not named keeps its default, an unknown one is an
   * error.
   *
   * @param fileOrNull null: the defaults
   */
  static <C> C over(Class<C> type, C defaults, Path fileOrNull) throws IOException {
    if (fileOrNull == null) {
      return defaults;
    }
    if (Files.size(fileOrNull) > MAX_BYTES) {
      throw new IOException(fileOrNull + " is larger than " + MAX_BYTES + " bytes");
    }
    YAMLMapper mapper =
        YAMLMapper.builder(
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    try {
      JsonNode given = mapper.readTree(Files.readString(fileOrNull));
      ObjectNode merged = mapper.valueToTree(defaults);
      merge(merged, given);
      return mapper.treeToValue(merged, type);
    } catch (JsonProcessingException e) {
      throw new IOException(fileOrNull + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Replaces what is given, part by part; lists and values whole. */
  private static void merge(ObjectNode into, JsonNode given) {
    for (Map.Entry<String, JsonNode> field : given.properties()) {
      if (field.getValue().isObject() && into.get(field.getKey()) instanceof ObjectNode inner) {
        merge(inner, field.getValue());
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }
}
