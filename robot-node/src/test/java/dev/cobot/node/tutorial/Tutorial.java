package dev.cobot.node.tutorial;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a tutorial, in their order. What is behind the language says what they are:
 *
 * <ul>
 *   <li>{@code sh}: typed, and ends with 0; {@code sh exit 4}: with 4; {@code sh stays}: runs on in
 *       a terminal of its own, which {@code sh stays NAME} names; {@code sh long}: too long for a
 *       test, which only reads its options
 *   <li>{@code text}: what the commands before say, all of it, or, {@code text NAME}, a terminal;
 *       {@code …} is what differs from run to run, a line with it alone any number of lines
 *   <li>{@code LANGUAGE FILE}: a file to be written
 *   <li>{@code java} alone: what was before, for people
 * </ul>
 */
record Tutorial(List<Block> blocks) {
  private static final Pattern TERMINAL = Pattern.compile("stays ?([a-z]*)");
  private static final Pattern FENCED =
      Pattern.compile("(?m)^```([a-z]+) ?([^\\n]*)\\n(.*?)^```$", Pattern.DOTALL);

  /** What is done with a block. */
  enum Kind {
    TYPED,
    STAYS,
    LONG,
    SAID,
    FILE,
    SHOWN
  }

  /**
   * @param name the file's or the terminal's, else empty
   * @param exit with which code the commands end
   * @param line of the tutorial, from 1
   */
  record Block(Kind kind, String name, int exit, String text, int line) {}

  /**
   * @throws IllegalArgumentException when nobody would know what to do with a block
   */
  static Tutorial parse(String markdown) {
    List<Block> blocks = new ArrayList<>();
    Matcher fenced = FENCED.matcher(markdown);
    while (fenced.find()) {
      int line = (int) markdown.substring(0, fenced.start()).lines().count() + 1;
      blocks.add(block(fenced.group(1), fenced.group(2).strip(), fenced.group(3), line));
    }
    long fences = markdown.lines().filter(line -> line.startsWith("```")).count();
    if (fences != 2L * blocks.size() || markdown.contains("\n    launch/")) {
      throw new IllegalArgumentException("every command must be in a fenced block with a language");
    }
    return new Tutorial(List.copyOf(blocks));
  }

  private static Block block(String language, String rest, String text, int line) {
    Matcher terminal = TERMINAL.matcher(rest);
    if (language.equals("sh") && terminal.matches()) {
      return new Block(Kind.STAYS, terminal.group(1), 0, text, line);
    } else if (language.equals("sh") && (rest.isEmpty() || rest.equals("long"))) {
      return new Block(rest.isEmpty() ? Kind.TYPED : Kind.LONG, "", 0, text, line);
    } else if (language.equals("sh") && rest.matches("exit [0-9]{1,3}")) {
      return new Block(
          Kind.TYPED, "", Integer.parseInt(rest.substring("exit ".length())), text, line);
    } else if (language.equals("text") && rest.matches("[a-z]*")) {
      return new Block(Kind.SAID, rest, 0, text, line);
    } else if (language.equals("java") && rest.isEmpty()) {
      return new Block(Kind.SHOWN, "", 0, text, line);
    } else if (rest.contains("/") && !rest.contains(" ")) {
      return new Block(Kind.FILE, rest, 0, text, line);
    }
    throw new IllegalArgumentException(
        "line " + line + ": nobody knows what to do with a block '" + language + " " + rest + "'");
  }

  /** Returns whether what was said is what a tutorial shows, to the last line. */
  static boolean matches(String shown, String said) {
    StringBuilder pattern = new StringBuilder();
    for (String line : shown.stripTrailing().lines().toList()) {
      if (line.strip().equals("…")) {
        pattern.append("(?:[^\\n]*\\n)*?");
      } else {
        pattern
            .append(
                Pattern.compile("…")
                    .splitAsStream(line + "\u0000")
                    .map(part -> Pattern.quote(part.replace("\u0000", "")))
                    .collect(java.util.stream.Collectors.joining("[^\\n]*?")))
            .append("[ ]*\\n");
      }
    }
    return Pattern.compile(pattern.toString()).matcher(said.stripTrailing() + "\n").matches();
  }
}
