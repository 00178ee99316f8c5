package dev.cobot.ros.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed {@code .msg} definition with the definitions it uses; md5 and full text follow genmsg's
 * rules.
 */
final class MsgDefinition {
  static final Set<String> BUILTINS =
      Set.of(
          "bool",
          "int8",
          "uint8",
          "char",
          "byte",
          "int16",
          "uint16",
          "int32",
          "uint32",
          "int64",
          "uint64",
          "float32",
          "float64",
          "string",
          "time",
          "duration");

  private static final String RESOURCES = "dev/cobot/ros/message/";
  private static final String SEPARATOR = "=".repeat(80);
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z][\\w/]*)(?:\\[(\\d*)\\])?\\s+([A-Za-z]\\w*)");
  private static final Pattern CONSTANT =
      Pattern.compile("([a-z]\\w*)\\s+([A-Za-z]\\w*)\\s*=(.*)", Pattern.DOTALL);

  /** A constant; a string's value is everything after the equals sign. */
  record Constant(String type, String name, String value) {}

  /**
   * A field.
   *
   * @param type builtin name, or package and name of another message
   * @param array whether it is an array
   * @param fixedLength number of elements, or -1 for a length on the wire
   * @param name as in the definition
   */
  record Field(String type, boolean array, int fixedLength, String name) {
    boolean builtin() {
      return BUILTINS.contains(type);
    }

    String declaration() {
      return type + (array ? (fixedLength >= 0 ? "[" + fixedLength + "]" : "[]") : "") + " " + name;
    }
  }

  private final String typeName;
  private final String text;
  private final List<Constant> constants;
  private final List<Field> fields;
  private final Map<String, MsgDefinition> nested;

  private MsgDefinition(
      String typeName,
      String text,
      List<Constant> constants,
      List<Field> fields,
      Map<String, MsgDefinition> nested) {
    this.typeName = typeName;
    this.text = text;
    this.constants = constants;
    this.fields = fields;
    this.nested = nested;
  }

  /** Reads the definition of a type and of all it uses from the class path. */
  static MsgDefinition load(String typeName, ClassLoader loader) {
    return load(typeName, loader, new ArrayDeque<>());
  }

  private static MsgDefinition load(String typeName, ClassLoader loader, Deque<String> path) {
    if (path.contains(typeName)) {
      throw new IllegalStateException(
          "Message definition " + typeName + " contains itself: " + path);
    }
    path.push(typeName);
    String text = readResource(typeName, loader);
    List<Constant> constants = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    parse(typeName, text, constants, fields);
    Map<String, MsgDefinition> nested = new LinkedHashMap<>();
    for (Field field : fields) {
      if (!field.builtin() && !nested.containsKey(field.type())) {
        nested.put(field.type(), load(field.type(), loader, path));
      }
    }
    path.pop();
    return new MsgDefinition(typeName, text, List.copyOf(constants), List.copyOf(fields), nested);
  }

  private static String readResource(String typeName, ClassLoader loader) {
    String resource = RESOURCES + typeName + ".msg";
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "Message definition "
                + typeName
                + " is missing: expected the class path resource "
                + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Message definition " + typeName + ": cannot read " + resource, e);
    }
  }

  static void parse(String typeName, String text, List<Constant> constants, List<Field> fields) {
    String ownPackage = typeName.substring(0, typeName.indexOf('/') + 1);
    for (String line : text.lines().toList()) {
      int comment = line.indexOf('#');
      String code = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (code.isEmpty()) {
        continue;
      }
      // A string constant runs to the end of its line, comment signs included.
      boolean stringConstant = code.startsWith("string ") && code.contains("=");
      Matcher constant = CONSTANT.matcher(stringConstant ? line.strip() : code);
      Matcher field = FIELD.matcher(code);
      if (constant.matches()) {
        constants.add(
            new Constant(constant.group(1), constant.group(2), constant.group(3).strip()));
      } else if (field.matches()) {
        String base = field.group(1);
        String resolved =
            BUILTINS.contains(base) || base.contains("/")
                ? base
                : base.equals("Header") ? "std_msgs/Header" : ownPackage + base;
        String length = field.group(2);
        fields.add(
            new Field(
                resolved,
                length != null,
                length == null || length.isEmpty() ? -1 : Integer.parseInt(length),
                field.group(3)));
      } else {
        throw new IllegalStateException(
            "Message definition " + typeName + ": cannot read the line '" + line + "'");
      }
    }
  }

  String typeName() {
    return typeName;
  }

  List<Constant> constants() {
    return constants;
  }

  List<Field> fields() {
    return fields;
  }

  /** The text whose md5 identifies the type: no comments, nested types replaced by their md5. */
  String md5Text() {
    List<String> lines = new ArrayList<>();
    for (Constant constant : constants) {
      lines.add(constant.type() + " " + constant.name() + "=" + constant.value());
    }
    for (Field field : fields) {
      lines.add(
          field.builtin()
              ? field.declaration()
              : nested.get(field.type()).md5() + " " + field.name());
    }
    return String.join("\n", lines).strip();
  }

  String md5() {
    return md5(md5Text());
  }

  static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no MD5, which every Java must have", e);
    }
  }

  /**
   * This definition and every one it uses, depth first, as recorders need it to read the data
   * later.
   */
  String fullText() {
    Map<String, String> used = new LinkedHashMap<>();
    collect(used);
    StringBuilder out = new StringBuilder(text).append('\n');
    used.forEach(
        (name, body) ->
            out.append(SEPARATOR)
                .append("\nMSG: ")
                .append(name)
                .append('\n')
                .append(body)
                .append('\n'));
    out.setLength(out.length() - 1);
    return out.toString();
  }

  private void collect(Map<String, String> used) {
    for (Field field : fields) {
      if (!field.builtin()) {
        MsgDefinition definition = nested.get(field.type());
        used.putIfAbsent(field.type(), definition.text);
        definition.collect(used);
      }
    }
  }
}
