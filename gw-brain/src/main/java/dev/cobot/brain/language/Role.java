package dev.cobot.brain.language;

import java.util.Locale;

/** The parts that objects play in a command, in the order of the language domain's phrases. */
public enum Role {
  /** What the command is about. */
  TARGET,
  /** Where the target goes. */
  DESTINATION;

  /** Returns the name as accounts and files write it, for example {@code target}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
