package dev.cobot.brain.language;

/**
 * Why a sentence is not carried out as it was said.
 *
 * @param detail one sentence for a person
 * @param question what the person could answer to go on, or null
 * @param stops whether it asks to stop what is being done
 */
public record Objection(Cause cause, Stage stage, String detail, String question, boolean stops) {
  /** Asks nothing of what is being done. */
  public Objection(Cause cause, Stage stage, String detail, String question) {
    this(cause, stage, detail, question, false);
  }

  /** Returns the same objection, which asks to stop what is being done. */
  public Objection stopping() {
    return new Objection(cause, stage, detail, question, true);
  }

  /** What kind of reason it is. */
  public enum Cause {
    NOT_UNDERSTOOD,
    AMBIGUOUS,
    UNSUPPORTED,
    UNSAFE
  }

  /** When it counts: what is found out before may be a better reason. */
  public enum Stage {
    /** Before anything is looked at. */
    AT_ONCE,
    /** Once it can be said what is there instead. */
    SEEING,
    /** Once the objects that the sentence names are found. */
    FOUND,
    /** When everything else would let the arm move. */
    LAST
  }
}
