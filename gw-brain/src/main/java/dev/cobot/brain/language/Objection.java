package dev.cobot.brain.language;

/**
 * Why a sentence is not carried out as it was said.
 *
 * @param detail one sentence for a person
 * @param question what the person could answer to go on, or null
 * @param ends what else the sentence puts an end to
 */
public record Objection(Cause cause, Stage stage, String detail, String question, Ends ends) {
  /** Puts an end to nothing else. */
  public Objection(Cause cause, Stage stage, String detail, String question) {
    this(cause, stage, detail, question, Ends.NOTHING);
  }

  /** Returns the same objection, which asks to stop what is being done. */
  public Objection stopping() {
    return new Objection(cause, stage, detail, question, Ends.MOTION);
  }

  /** Returns the same objection, after which nobody waits for an answer. */
  public Objection endingTheQuestion() {
    return stops() ? this : new Objection(cause, stage, detail, question, Ends.QUESTION);
  }

  /** Returns the same objection with another question. */
  public Objection asking(String other) {
    return new Objection(cause, stage, detail, other, ends);
  }

  /** Whether it asks to stop what is being done. */
  public boolean stops() {
    return ends == Ends.MOTION;
  }

  /** What a sentence that is refused puts an end to. */
  public enum Ends {
    NOTHING,
    /** Nobody waits any more for an answer to what was asked before. */
    QUESTION,
    /** What is being done, and the question with it. */
    MOTION
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
