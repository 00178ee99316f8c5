package dev.cobot.node.cli.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How this program was started, so that what it proposes can be typed as it stands. */
public final class Launcher {
  /** Set by the launcher to how it was called; nothing says so where it was not used. */
  static final String PROPERTY = "cobot.typed";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\w./-])cobot (?=(--help|run|sim|say|talk|data|lerobot|train|eval|predict|calibrate"
              + "|policy|robot|world|episodes|fleet|bench|doctor|info|ros|record|replay)\\b)");

  private Launcher() {}

  /** Returns a sentence in which {@code cobot VERB} is what has to be typed here. */
  public static String inWords(String sentence) {
    String typed = System.getProperty(PROPERTY, "cobot");
    String safe = typed.matches("[\\w./+-]+") ? typed : "'" + typed.replace("'", "'\\''") + "'";
    return NAMED.matcher(sentence).replaceAll(Matcher.quoteReplacement(safe + " "));
  }
}
