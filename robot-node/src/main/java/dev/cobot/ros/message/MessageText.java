package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Prints messages.
 *
 * @param json JSON on one line, or else the YAML of {@code rostopic echo}
 * @param arrays whether arrays are printed; else their length stands there
 * @param maxChars longest text; more is an IllegalArgumentException
 */
public record MessageText(boolean json, boolean arrays, int maxChars) {
  /** What {@code rostopic echo} prints, without the dashes between messages. */
  public static final MessageText YAML = new MessageText(false, true, 64 << 20);

  /** One line of JSON; NaN and infinite numbers are strings, as JSON has none. */
  public static final MessageText JSON = new MessageText(true, true, 64 << 20);

  // What YAML reads as something else than a string when no quotes are around it.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_][\\w/.-]*( [\\w/.-]+)*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)y|n|yes|no|true|false|on|off|null|none");

  public MessageText {
    if (!(maxChars >= 1)) {
      throw new IllegalArgumentException("maxChars is " + maxChars + ", allowed is 1 and more");
    }
  }

  /** The same without the elements of arrays, as {@code rostopic echo --noarr}. */
  public MessageText withoutArrays() {
    return new MessageText(json, false, maxChars);
  }

  /**
   * Prints a message.
   *
   * @throws IllegalArgumentException when the text is longer than allowed
   */
  public String print(DynamicMessage message) {
    StringBuilder out = new StringBuilder();
    if (json) {
      jsonMessage(out, message);
    } else {
      yamlMessage(out, message, "");
    }
    return out.toString();
  }

  /**
   * Prints what is at a path such as {@code header.stamp} or {@code points[3].positions[0]}.
   *
   * @throws IllegalArgumentException when the path leads nowhere or the text is too long
   */
  public String print(DynamicMessage message, String path) {
    StringBuilder out = new StringBuilder();
    DynamicMessage.Place place = message.walk(path);
    if (json) {
      jsonValue(out, place.builtin(), place.value());
    } else {
      yamlValue(out, place.builtin(), place.value(), "");
    }
    return out.toString().stripLeading();
  }

  private void check(StringBuilder out) {
    if (out.length() > maxChars) {
      throw new IllegalArgumentException(
          "The message is longer than " + maxChars + " characters; print it without its arrays");
    }
  }

  private void yamlMessage(StringBuilder out, DynamicMessage message, String indent) {
    List<MessageDefinition.Field> fields = message.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0 || !indent.isEmpty()) {
        out.append('\n');
      }
      out.append(indent).append(fields.get(i).name()).append(": ");
      yamlValue(out, fields.get(i).type(), message.value(i), "  " + indent);
      check(out);
    }
    if (fields.isEmpty() && !indent.isEmpty()) {
      out.append('\n');
    }
  }

  private void yamlValue(StringBuilder out, String type, Object value, String indent) {
    if (value instanceof DynamicMessage message) {
      yamlMessage(out, message, indent);
    } else if (value instanceof RosTime time) {
      yamlTime(out, Integer.toUnsignedLong(time.secs()), time.nsecs(), indent);
    } else if (value instanceof RosDuration span) {
      yamlTime(out, span.secs(), span.nsecs(), indent);
    } else if (value instanceof String text) {
      if (text.isEmpty()) {
        out.append("''");
      } else {
        quote(out, text);
      }
    } else if (value instanceof List<?> list) {
      yamlList(out, type, list, indent);
    } else if (value.getClass().isArray()) {
      primitives(out, type, value);
    } else {
      out.append(scalar(type, value));
    }
  }

  private static void yamlTime(StringBuilder out, long secs, int nsecs, String indent) {
    String padded = Integer.toString(nsecs);
    out.append('\n').append(indent).append("secs: ").append(secs);
    out.append('\n').append(indent).append("nsecs: ").append(" ".repeat(9 - padded.length()));
    out.append(padded);
  }

  private void yamlList(StringBuilder out, String type, List<?> list, String indent) {
    if (list.isEmpty()) {
      out.append("[]");
    } else if (!arrays) {
      out.append("\"<array type: ").append(type).append(", length: ").append(list.size());
      out.append(">\"");
    } else {
      for (Object item : list) {
        out.append('\n').append(indent).append("- ");
        if (item instanceof String text) {
          listString(out, text);
        } else {
          yamlValue(out, type, item, indent + "  ");
        }
        check(out);
      }
    }
  }

  /** A string in a list has the fewest quotes that keep it a string. */
  private static void listString(StringBuilder out, String text) {
    if (PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
      out.append(text);
    } else if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      out.append('\'').append(text.replace("'", "''")).append('\'');
    } else {
      quote(out, text);
    }
  }

  private void primitives(StringBuilder out, String type, Object array) {
    int length = Array.getLength(array);
    if (!arrays) {
      out.append("\"<array type: ").append(type).append(", length: ").append(length).append(">\"");
      return;
    }
    out.append('[');
    for (int i = 0; i < length; i++) {
      out.append(i > 0 ? ", " : "").append(scalar(type, Array.get(array, i)));
      check(out);
    }
    out.append(']');
  }

  private String scalar(String type, Object value) {
    if (value instanceof Boolean truth) {
      return json ? truth.toString() : truth ? "True" : "False";
    } else if (value instanceof Double || value instanceof Float) {
      return decimal((Number) value);
    } else if (FieldCodec.unsigned(type)) {
      return type.equals("uint64")
          ? Long.toUnsignedString((Long) value)
          : Long.toString(FieldCodec.toUnsigned((Number) value));
    }
    return value.toString();
  }

  /** A decimal number as Python writes it. */
  private String decimal(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String name = Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
      return json ? '"' + name + '"' : name;
    }
    double magnitude = Math.abs(value);
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
      String text = Double.toString(value);
      int e = text.indexOf('E');
      String mantissa = text.substring(0, e).replaceFirst("\\.0$", "");
      int exponent = Integer.parseInt(text.substring(e + 1));
      return mantissa
          + (exponent < 0 ? "e-" : "e+")
          + (Math.abs(exponent) < 10 ? "0" : "")
          + Math.abs(exponent);
    }
    String plain = new BigDecimal(Double.toString(value)).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private void jsonMessage(StringBuilder out, DynamicMessage message) {
    List<MessageDefinition.Field> fields = message.type().fields();
    out.append('{');
    for (int i = 0; i < fields.size(); i++) {
      out.append(i > 0 ? "," : "").append('"').append(fields.get(i).name()).append("\":");
      jsonValue(out, fields.get(i).type(), message.value(i));
      check(out);
    }
    out.append('}');
  }

  private void jsonValue(StringBuilder out, String type, Object value) {
    if (value instanceof DynamicMessage message) {
      jsonMessage(out, message);
    } else if (value instanceof RosTime time) {
      jsonTime(out, Integer.toUnsignedLong(time.secs()), time.nsecs());
    } else if (value instanceof RosDuration span) {
      jsonTime(out, span.secs(), span.nsecs());
    } else if (value instanceof String text) {
      quote(out, text);
    } else if (value instanceof List<?> list && arrays) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i > 0 ? "," : "");
        jsonValue(out, type, list.get(i));
        check(out);
      }
      out.append(']');
    } else if (value instanceof List<?> list) {
      out.append("\"<array type: ").append(type).append(", length: ").append(list.size());
      out.append(">\"");
    } else if (value.getClass().isArray()) {
      primitives(out, type, value);
    } else {
      out.append(scalar(type, value));
    }
  }

  private static void jsonTime(StringBuilder out, long secs, int nsecs) {
    out.append("{\"secs\":").append(secs).append(",\"nsecs\":").append(nsecs).append('}');
  }
}
