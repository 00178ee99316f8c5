package dev.cobot.brain.hearing;

/**
 * What a sentence does, which is decided before what it asks for. Only a command moves anything.
 */
public enum Force {
  /** Wants something to be done, now. */
  COMMAND("a command"),
  /** Says what must not be done, or takes a wish back. */
  PROHIBITED("something that must not be done"),
  /** Wants to know something. */
  ASKED("a question"),
  /** Is about another time, or about what may never be. */
  LATER("about another time, or holds only under a condition"),
  /** Tells of something, quotes, or is meant for someone else. */
  TOLD("something that is told, or meant for someone else"),
  /** Steers what is being done: stop, wait, faster. */
  CONTROL("about what is being done"),
  /** Answers a question. */
  ANSWER("an answer"),
  /** Could hurt somebody or break something. */
  UNSAFE("unsafe"),
  /** Is no sentence that asks for something. */
  NONSENSE("no wish");

  private final String words;

  Force(String words) {
    this.words = words;
  }

  /** Returns what such a sentence is, as in "that is a question". */
  public String words() {
    return words;
  }
}
