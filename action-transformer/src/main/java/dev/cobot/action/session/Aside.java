package dev.cobot.action.session;

/** What is done beside the task for a while; then the policy goes on. */
public enum Aside {
  /** Waits for a picture that tells something new. */
  BLIND("wait for a new picture"),
  /** What was held has slipped: the hand goes back, looks and tries once more. */
  SLIPPED("slipped, try again"),
  /** The fingers closed on nothing: likewise. */
  EMPTY("gripped nothing, try again");

  private final String word;

  Aside(String word) {
    this.word = word;
  }

  /** Returns the name of this phase of a command. */
  public String word() {
    return word;
  }
}
