package dev.cobot.ros.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed {@code .msg} definition with the definitions it uses; md5 and full text follow genmsg's
 * rules.
 *
 * <p>A definition may come from a peer. What nobody means is refused: one that contains itself, is
 * nested deeper than 64, uses more than 1,000 types, or whose smallest message has more than a
 * gigabyte or more than a million values.
 */
public final class MessageDefinition {
  private static final Set<String> BUILTINS =
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

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TYPES = 1000;
  private static final int MAX_FIELDS = 10_000;
  private static final long MAX_FIXED_BYTES = 1_000_000_000;
  private static final long MAX_FIXED_VALUES = 1 << 20;
  private static final String SEPARATOR = "=".repeat(80);
  private static final Pattern TYPE_NAME = Pattern.compile("[A-Za-z]\\w*/[A-Za-z]\\w*");
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z][\\w/]*)(?:\\[(\\d{0,9})\\])?\\s+([A-Za-z]\\w*)");
  private static final Pattern CONSTANT =
      Pattern.compile("([a-z]\\w*)\\s+([A-Za-z]\\w*)\\s*=(.*)", Pattern.DOTALL);

  /** A constant; a string's value is everything after the equals sign. */
  public record Constant(String type, String name, String value) {}

  /**
   * A field.
   *
   * @param type builtin name, or package and name of another message
   * @param array whether it is an array
   * @param fixedLength number of elements, or -1 for a length on the wire
   * @param name as in the definition
   */
  public record Field(String type, boolean array, int fixedLength, String name) {
    /** Whether the type is one of those that ROS has built in. */
    public boolean builtin() {
      return BUILTINS.contains(type);
    }

    /** The field as a definition writes it. */
    public String declaration() {
      return type + (array ? (fixedLength >= 0 ? "[" + fixedLength + "]" : "[]") : "") + " " + name;
    }
  }

  private final String typeName;
  private final String text;
  private final List<Constant> constants;
  private final List<Field> fields;
  private final Map<String, MessageDefinition> nested;
  private final String md5Text;
  private final String md5;
  private final long fixedBytes;
  private final long fixedValues;

  private MessageDefinition(
      String typeName,
      String text,
      List<Constant> constants,
      List<Field> fields,
      Map<String, MessageDefinition> nested)
      throws DefinitionException {
    this.typeName = typeName;
    this.text = text;
    this.constants = List.copyOf(constants);
    this.fields = List.copyOf(fields);
    this.nested = nested;
    this.md5Text = writeMd5Text();
    this.md5 = md5(md5Text);
    long bytes = 0;
    long values = 1;
    for (Field field : fields) {
      long count = !field.array() ? 1 : Math.max(0, field.fixedLength());
      MessageDefinition of = nested.get(field.type());
      bytes += field.array() && field.fixedLength() < 0 ? Integer.BYTES : 0;
      bytes += count * (of == null ? FieldCodec.minBytes(field.type()) : of.fixedBytes);
      // A primitive array is one value, whatever its length.
      boolean single = of == null && FieldCodec.arrayClass(field.type()) != null;
      values += single ? 1 : count * (of == null ? 1 : of.fixedValues);
      if (bytes > MAX_FIXED_BYTES || values > MAX_FIXED_VALUES) {
        throw new DefinitionException(
            "Message definition "
                + typeName
                + ": its smallest message is too large at field '"
                + field.declaration()
                + "', allowed are "
                + MAX_FIXED_BYTES
                + " bytes and "
                + MAX_FIXED_VALUES
                + " values");
      }
    }
    this.fixedBytes = bytes;
    this.fixedValues = values;
  }

  /**
   * Reads the definition of a type and of all it uses.
   *
   * @throws DefinitionException when one is missing, malformed or beyond the limits
   */
  public static MessageDefinition load(String typeName, DefinitionSource source)
      throws DefinitionException {
    return new Loader(source).load(typeName);
  }

  /**
   * The definition of a publisher's type: the one that it sends, or where that is missing or does
   * not read as the type (rosjava leaves nested types out), the one that is at hand, if its md5 is
   * the publisher's.
   *
   * @param given the full text that the publisher sends, possibly empty
   * @throws DefinitionException when neither is that type; the message says why of both
   */
  public static MessageDefinition ofPublisher(
      String typeName, String md5, String given, DefinitionSource atHand)
      throws DefinitionException {
    String trouble;
    try {
      MessageDefinition sent = ofFullText(typeName, given);
      if (sent.md5().equals(md5)) {
        return sent;
      }
      trouble =
          given.isEmpty()
              ? "it sends no definition"
              : "the definition that it sends has the md5sum " + sent.md5();
    } catch (DefinitionException e) {
      trouble = "the definition that it sends is of no use (" + e.getMessage() + ")";
    }
    try {
      MessageDefinition found = load(typeName, atHand);
      if (found.md5().equals(md5)) {
        return found;
      }
      trouble += ", and the one that is found here has the md5sum " + found.md5();
    } catch (DefinitionException e) {
      trouble += ", and none is found here (" + e.getMessage() + ")";
    }
    throw new DefinitionException(
        "the publisher sends "
            + typeName
            + " with the md5sum "
            + md5
            + ", but "
            + trouble
            + "; point ROS_MSG_PATH to the definitions that it uses");
  }

  /**
   * Reads the full text that a connection header or a bag carries.
   *
   * @param typeName package and name of the first definition in it
   * @throws DefinitionException when a nested definition is missing or something is malformed or
   *     beyond the limits
   */
  public static MessageDefinition ofFullText(String typeName, String fullText)
      throws DefinitionException {
    if (fullText.length() > DefinitionParts.MAX_TEXT_BYTES) {
      throw new DefinitionException(
          "The definition of "
              + typeName
              + " has "
              + fullText.length()
              + " characters, allowed are "
              + DefinitionParts.MAX_TEXT_BYTES);
    }
    return load(typeName, DefinitionSource.fullText(typeName, fullText));
  }

  /** Loads each type once, however often it is used. */
  private static final class Loader {
    private final DefinitionSource source;
    private final Map<String, MessageDefinition> loaded = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();

    Loader(DefinitionSource source) {
      this.source = source;
    }

    MessageDefinition load(String typeName) throws DefinitionException {
      MessageDefinition known = loaded.get(typeName);
      if (known != null) {
        return known;
      }
      if (path.contains(typeName)) {
        throw new DefinitionException(
            "Message definition " + typeName + " contains itself: " + path);
      }
      if (path.size() >= MAX_DEPTH || loaded.size() >= MAX_TYPES) {
        throw new DefinitionException(
            "Message definition "
                + typeName
                + ": allowed are "
                + MAX_TYPES
                + " types, nested "
                + MAX_DEPTH
                + " deep");
      }
      path.push(typeName);
      String text = read(typeName);
      List<Constant> constants = new ArrayList<>();
      List<Field> fields = new ArrayList<>();
      parse(typeName, text, constants, fields);
      Map<String, MessageDefinition> nested = new LinkedHashMap<>();
      for (Field field : fields) {
        if (!field.builtin()) {
          nested.put(field.type(), load(field.type()));
        }
      }
      path.pop();
      MessageDefinition definition =
          new MessageDefinition(typeName, text, constants, fields, nested);
      loaded.put(typeName, definition);
      return definition;
    }

    private String read(String typeName) throws DefinitionException {
      if (!TYPE_NAME.matcher(typeName).matches()) {
        throw new DefinitionException(
            "'" + typeName + "' is no message type; one looks like sensor_msgs/Image");
      }
      try {
        Optional<String> text = source.text(typeName);
        return text.orElseThrow(
            () ->
                new DefinitionException(
                    "Message definition "
                        + typeName
                        + " is missing"
                        + (path.size() > 1 ? ", which is used by " + path : "")
                        + "; put the folder that holds its package on "
                        + DefinitionSource.MSG_PATH_VARIABLE));
      } catch (DefinitionException e) {
        throw e;
      } catch (IOException e) {
        throw new DefinitionException(
            "Message definition " + typeName + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  static void parse(String typeName, String text, List<Constant> constants, List<Field> fields)
      throws DefinitionException {
    String ownPackage = typeName.substring(0, typeName.indexOf('/') + 1);
    Set<String> names = new HashSet<>();
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
      String name;
      if (constant.matches() && BUILTINS.contains(constant.group(1))) {
        name = constant.group(2);
        constants.add(new Constant(constant.group(1), name, constant.group(3).strip()));
      } else if (field.matches()) {
        name = field.group(3);
        fields.add(field(ownPackage, field));
      } else {
        throw new DefinitionException(
            "Message definition " + typeName + ": cannot read the line '" + shortened(line) + "'");
      }
      if (!names.add(name) || names.size() > MAX_FIELDS) {
        throw new DefinitionException(
            String.format(
                Locale.ROOT,
                "Message definition %s: '%s' stands there twice, or it is one of more than %d",
                typeName,
                name,
                MAX_FIELDS));
      }
    }
  }

  private static Field field(String ownPackage, Matcher field) {
    String base = field.group(1);
    String resolved =
        BUILTINS.contains(base)
            ? base
            : base.equals("Header") || base.equals("roslib/Header")
                ? "std_msgs/Header"
                : base.contains("/") ? base : ownPackage + base;
    String length = field.group(2);
    return new Field(
        resolved,
        length != null,
        length == null || length.isEmpty() ? -1 : Integer.parseInt(length),
        field.group(3));
  }

  private static String shortened(String line) {
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }

  /** Package and name. */
  public String typeName() {
    return typeName;
  }

  /** The definition alone, as its file has it. */
  public String text() {
    return text;
  }

  public List<Constant> constants() {
    return constants;
  }

  public List<Field> fields() {
    return fields;
  }

  /**
   * The definition that a field uses.
   *
   * @throws IllegalArgumentException when no field is of that type
   */
  public MessageDefinition nested(String nestedType) {
    MessageDefinition definition = nested.get(nestedType);
    if (definition == null) {
      throw new IllegalArgumentException(typeName + " has no field of the type " + nestedType);
    }
    return definition;
  }

  /** The text whose md5 identifies the type: no comments, nested types replaced by their md5. */
  String md5Text() {
    return md5Text;
  }

  private String writeMd5Text() {
    List<String> lines = new ArrayList<>();
    for (Constant constant : constants) {
      lines.add(constant.type() + " " + constant.name() + "=" + constant.value());
    }
    for (Field field : fields) {
      lines.add(
          field.builtin()
              ? field.declaration()
              : nested.get(field.type()).md5 + " " + field.name());
    }
    return String.join("\n", lines).strip();
  }

  /** The md5 by which peers agree on the type. */
  public String md5() {
    return md5;
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

  /** The fewest bytes that a message of the type has. */
  int fixedBytes() {
    return (int) fixedBytes;
  }

  /**
   * This definition and every one it uses, depth first, as recorders need it to read the data
   * later.
   */
  public String fullText() {
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
    for (MessageDefinition definition : nested.values()) {
      if (used.putIfAbsent(definition.typeName, definition.text) == null) {
        definition.collect(used);
      }
    }
  }

  @Override
  public String toString() {
    return typeName + " " + md5;
  }
}
