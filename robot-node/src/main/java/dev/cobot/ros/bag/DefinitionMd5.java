package dev.cobot.ros.bag;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The md5 of a message type by its full definition, for files that do not tell it; after genmsg's
 * rules.
 */
public final class DefinitionMd5 {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^={80}\\R");
  private static final Pattern NESTED = Pattern.compile("MSG: (\\S+)\\s*");
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z][\\w/]*)(\\[\\d*\\])?\\s+([A-Za-z]\\w*)");
  private static final Pattern CONSTANT = Pattern.compile("([a-z]\\w*)\\s+([A-Za-z]\\w*)\\s*=(.*)");
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

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private DefinitionMd5() {}

  /**
   * The md5, or nothing where the text is no complete definition.
   *
   * @param type package and name
   * @param definition its text, then that of every type that it uses
   */
  public static Optional<String> of(String type, String definition) {
    DefinitionMd5 reader = new DefinitionMd5();
    String[] parts = SEPARATOR.split(definition, -1);
    reader.texts.put(type, parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String[] lines = parts[i].split("\\R", 2);
      Matcher name = NESTED.matcher(lines[0]);
      if (!name.matches()) {
        return Optional.empty();
      }
      reader.texts.putIfAbsent(name.group(1), lines.length > 1 ? lines[1] : "");
    }
    return Optional.ofNullable(reader.md5(type));
  }

  /** Returns null for what is not defined, or defined by itself. */
  private String md5(String type) {
    if (known.containsKey(type)) {
      return known.get(type);
    }
    String text = texts.get(type);
    if (text == null || !open.add(type)) {
      return null;
    }
    StringBuilder constants = new StringBuilder();
    StringBuilder fields = new StringBuilder();
    boolean complete = text.lines().allMatch(line -> add(type, line, constants, fields));
    open.remove(type);
    String md5 = complete ? digest(constants.append(fields).toString().strip()) : null;
    known.put(type, md5);
    return md5;
  }

  private boolean add(String type, String line, StringBuilder constants, StringBuilder fields) {
    int comment = line.indexOf('#');
    String code = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (code.isEmpty()) {
      return true;
    }
    // A text constant goes to the end of its line, whatever stands there.
    Matcher constant = CONSTANT.matcher(line.strip().startsWith("string ") ? line.strip() : code);
    if (code.contains("=") && constant.matches()) {
      constants
          .append(constant.group(1))
          .append(' ')
          .append(constant.group(2))
          .append('=')
          .append(constant.group(3).strip())
          .append('\n');
      return true;
    }
    Matcher field = FIELD.matcher(code);
    if (!field.matches()) {
      return false;
    }
    if (BUILTINS.contains(field.group(1))) {
      String array = field.group(2) == null ? "" : field.group(2);
      fields.append(field.group(1)).append(array);
    } else {
      String nested = md5(resolved(type, field.group(1)));
      if (nested == null) {
        return false;
      }
      fields.append(nested);
    }
    fields.append(' ').append(field.group(3)).append('\n');
    return true;
  }

  private static String resolved(String user, String name) {
    if (name.contains("/")) {
      return name;
    }
    if (name.equals("Header")) {
      return "std_msgs/Header";
    }
    int slash = user.indexOf('/');
    return slash < 0 ? name : user.substring(0, slash + 1) + name;
  }

  private static String digest(String text) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }
}
