package dev.cobot.node.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.RosTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages and parameters as people type them on a command line, and read them. */
public final class YamlValues {
  private static final int MAX_CHARS = 1 << 20;
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private YamlValues() {}

  /**
   * Reads a value: a number, a text, true or false, a list or a map; null for nothing.
   *
   * @throws IllegalArgumentException when the text is no YAML
   */
  public static Object parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "the value has " + text.length() + " characters, allowed are " + MAX_CHARS);
    }
    if (text.isEmpty()) {
      return "";
    }
    try {
      return YAML.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'" + text + "' is no YAML: " + e.getOriginalMessage(), e);
    }
  }

  /** The value as YAML, without a line end. */
  public static String print(Object value) {
    try {
      return YAML.writeValueAsString(value).stripTrailing();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The value cannot be written as YAML", e);
    }
  }

  /**
   * A message from the words of a command line: none for zeros; one map of fields; or a value for
   * each field in order, which for a type with one field may be one word. {@code now} in the place
   * of a {@code stamp}, and {@code auto} in that of a {@code header}, take the time.
   *
   * @throws IllegalArgumentException when the values do not fit the type
   */
  public static DynamicMessage message(DynamicType type, List<String> words, RosTime now) {
    if (words.isEmpty()) {
      return type.zero();
    }
    List<Object> values = new ArrayList<>();
    for (String word : words) {
      values.add(stamped(isText(type, values.size()) ? text(word) : parse(word), now));
    }
    if (values.size() == 1 && values.get(0) instanceof Map<?, ?> fields) {
      return type.message(fields);
    }
    List<MessageDefinition.Field> fields = type.fields();
    List<?> inOrder =
        values.size() == 1 && values.get(0) instanceof List<?> list && !oneArray(fields)
            ? list
            : values;
    if (inOrder.size() != fields.size()) {
      throw new IllegalArgumentException(
          type.name()
              + " has "
              + fields.size()
              + " fields, got "
              + inOrder.size()
              + " values; allowed is a value for each of "
              + fields.stream().map(MessageDefinition.Field::name).toList()
              + ", or one map of fields");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      Object value = inOrder.get(i);
      named.put(
          fields.get(i).name(),
          fields.get(i).type().equals("std_msgs/Header") ? header(value, now) : value);
    }
    return type.message(named);
  }

  private static boolean oneArray(List<MessageDefinition.Field> fields) {
    return fields.size() == 1 && fields.get(0).array();
  }

  /** Whether the word goes into a string, so that {@code 7} and {@code a: b} stay what they are. */
  private static boolean isText(DynamicType type, int index) {
    return index < type.fields().size()
        && type.fields().get(index).type().equals("string")
        && !type.fields().get(index).array();
  }

  /** A map or a quoted text is YAML also where a text is wanted: {@code data: 'hello'}. */
  private static Object text(String word) {
    try {
      Object parsed = parse(word);
      return parsed instanceof Map || parsed instanceof String ? parsed : word;
    } catch (IllegalArgumentException e) {
      return word;
    }
  }

  private static Object stamped(Object value, RosTime now) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> stamped(item, now)).toList();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<Object, Object> stamped = new LinkedHashMap<>();
    map.forEach(
        (key, item) -> {
          if (key.equals("stamp") && "now".equals(item)) {
            stamped.put(key, time(now));
          } else if (key.equals("header")) {
            stamped.put(key, header(stamped(item, now), now));
          } else {
            stamped.put(key, stamped(item, now));
          }
        });
    return stamped;
  }

  private static Object header(Object value, RosTime now) {
    return "auto".equals(value) ? Map.of("stamp", time(now)) : value;
  }

  private static Map<String, Object> time(RosTime now) {
    return Map.of("secs", Integer.toUnsignedLong(now.secs()), "nsecs", now.nsecs());
  }
}
