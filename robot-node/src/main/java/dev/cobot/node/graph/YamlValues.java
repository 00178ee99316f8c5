package dev.cobot.node.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.RosTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Messages and parameters as people type them on a command line, and read them. */
public final class YamlValues {
  private static final int MAX_CHARS = 1 << 20;
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Numbers as stock ROS writes and reads them: {@code .nan}, {@code .inf}. */
  private static final class Numbers extends Representer {
    Numbers(DumperOptions options) {
      super(options);
      representers.put(Double.class, value -> representScalar(Tag.FLOAT, number((Double) value)));
      representers.put(String.class, value -> text((String) value));
    }

    /** A line end at the end is lost where the text stands as it is. */
    private Node text(String value) {
      if (value.endsWith("\n")) {
        return representScalar(Tag.STR, value, DumperOptions.ScalarStyle.DOUBLE_QUOTED);
      }
      return value.contains("\n")
          ? representScalar(Tag.STR, value, DumperOptions.ScalarStyle.LITERAL)
          : representScalar(Tag.STR, value);
    }

    private static String number(double value) {
      if (Double.isNaN(value)) {
        return ".nan";
      } else if (Double.isInfinite(value)) {
        return value > 0 ? ".inf" : "-.inf";
      }
      // YAML 1.1 knows an exponent with its sign alone.
      return Double.toString(value).replaceFirst("E(?=\\d)", "E+").replace('E', 'e');
    }
  }

  /** Reads the numbers that Java names otherwise than YAML: not a number, and infinite ones. */
  private static final class SpecialNumbers extends JsonParserDelegate {
    SpecialNumbers(JsonParser yaml) {
      super(yaml);
    }

    @Override
    public double getDoubleValue() throws IOException {
      return switch (getText().toLowerCase(Locale.ROOT)) {
        case ".nan" -> Double.NaN;
        case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
        case "-.inf" -> Double.NEGATIVE_INFINITY;
        default -> super.getDoubleValue();
      };
    }
  }

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
    try (JsonParser parser = new SpecialNumbers(YAML.createParser(text))) {
      return YAML.readValue(parser, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'" + text + "' is no YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value as YAML, without a line end; what {@link #parse} makes of it is the value again. */
  public static String print(Object value) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    String text = new Yaml(new Numbers(options), options).dump(plain(value));
    return text.substring(0, text.length() - 1);
  }

  /** What YAML has a form for; a date is the text that it came as. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> plain = new LinkedHashMap<>();
      map.forEach((key, item) -> plain.put(key, plain(item)));
      return plain;
    } else if (value instanceof List<?> list) {
      // Not toList: a list that stands in two places would be written once and pointed to.
      return list.stream().map(YamlValues::plain).collect(Collectors.toCollection(ArrayList::new));
    }
    boolean known =
        value instanceof Number
            || value instanceof Boolean
            || value instanceof byte[]
            || value == null;
    return known ? value : String.valueOf(value);
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
