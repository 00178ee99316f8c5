package dev.cobot.ros.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Definitions of files: a message is a file of its own or a part of the file of a service or an
 * action.
 */
final class DefinitionParts implements DefinitionSource {
  static final int MAX_TEXT_BYTES = 1 << 20;

  private static final String HEADER = "Header header\n";
  private static final String SEPARATOR = "=".repeat(80);

  /** Reads the file of a kind ({@code msg}, {@code srv}, {@code action}); empty without one. */
  interface Files {
    Optional<String> read(String ros, String kind, String name) throws IOException;
  }

  private final Files files;

  DefinitionParts(Files files) {
    this.files = files;
  }

  static String decode(InputStream in, String where) throws IOException {
    byte[] bytes = in.readNBytes(MAX_TEXT_BYTES + 1);
    if (bytes.length > MAX_TEXT_BYTES) {
      throw new DefinitionException(
          where + ": a definition of more than " + MAX_TEXT_BYTES + " bytes is refused");
    }
    return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Override
  public Optional<String> text(String typeName) throws IOException {
    int slash = typeName.indexOf('/');
    String ros = typeName.substring(0, slash);
    String name = typeName.substring(slash + 1);
    Optional<String> text = files.read(ros, "msg", name);
    if (text.isEmpty()) {
      text = part(ros, "srv", name, "Request", 0, 2);
    }
    if (text.isEmpty()) {
      text = part(ros, "srv", name, "Response", 1, 2);
    }
    if (text.isEmpty()) {
      text = actionEnvelope(ros, name);
    }
    if (text.isEmpty()) {
      text = part(ros, "action", name, "Goal", 0, 3);
    }
    if (text.isEmpty()) {
      text = part(ros, "action", name, "Result", 1, 3);
    }
    return text.isPresent() ? text : part(ros, "action", name, "Feedback", 2, 3);
  }

  private Optional<String> part(
      String ros, String kind, String name, String suffix, int index, int count)
      throws IOException {
    if (!name.endsWith(suffix) || name.length() == suffix.length()) {
      return Optional.empty();
    }
    String base = name.substring(0, name.length() - suffix.length());
    Optional<String> whole = files.read(ros, kind, base);
    if (whole.isEmpty()) {
      return whole;
    }
    List<String> parts = sections(whole.get());
    if (parts.size() != count) {
      throw new DefinitionException(
          ros
              + "/"
              + base
              + "."
              + kind
              + " has "
              + parts.size()
              + " parts between lines of ---, "
              + count
              + " are needed");
    }
    return Optional.of(parts.get(index));
  }

  /** The messages that actionlib makes of an action. */
  private Optional<String> actionEnvelope(String ros, String name) throws IOException {
    int cut = name.lastIndexOf("Action");
    if (cut <= 0) {
      return Optional.empty();
    }
    String base = name.substring(0, cut);
    String text =
        switch (name.substring(cut + "Action".length())) {
          case "" ->
              base
                  + "ActionGoal action_goal\n"
                  + base
                  + "ActionResult action_result\n"
                  + base
                  + "ActionFeedback action_feedback\n";
          case "Goal" -> HEADER + "actionlib_msgs/GoalID goal_id\n" + base + "Goal goal\n";
          case "Result" -> HEADER + "actionlib_msgs/GoalStatus status\n" + base + "Result result\n";
          case "Feedback" ->
              HEADER + "actionlib_msgs/GoalStatus status\n" + base + "Feedback feedback\n";
          default -> null;
        };
    return text != null && files.read(ros, "action", base).isPresent()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** What stands between lines that begin with three dashes. */
  static List<String> sections(String text) {
    List<String> sections = new ArrayList<>();
    StringBuilder section = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith("---")) {
        sections.add(section.toString());
        section.setLength(0);
      } else {
        section.append(line).append('\n');
      }
    }
    sections.add(section.toString());
    return sections;
  }

  /** The definitions of a full text by their names; the first one is of the type itself. */
  static Map<String, String> split(String typeName, String fullText) {
    Map<String, String> parts = new LinkedHashMap<>();
    String name = typeName;
    int begin = 0;
    int separator;
    while ((separator = separatorAfter(fullText, begin)) >= 0) {
      // The newline before the separator is not of the definition.
      parts.putIfAbsent(name, fullText.substring(begin, Math.max(begin, separator - 1)));
      int head = fullText.indexOf('\n', separator) + 1;
      int end = fullText.indexOf('\n', head);
      String line = fullText.substring(head, end < 0 ? fullText.length() : end).strip();
      name = line.startsWith("MSG:") ? line.substring("MSG:".length()).strip() : line;
      begin = end < 0 ? fullText.length() : end + 1;
    }
    parts.putIfAbsent(name, fullText.substring(begin));
    return parts;
  }

  /** Where the next line of equals signs with a line behind it begins; -1 without one. */
  private static int separatorAfter(String text, int begin) {
    int at = begin;
    while (at >= 0 && at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        return -1;
      }
      if (text.substring(at, end).strip().equals(SEPARATOR)) {
        return at;
      }
      at = end + 1;
    }
    return -1;
  }
}
