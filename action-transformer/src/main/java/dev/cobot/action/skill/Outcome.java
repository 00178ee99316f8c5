package dev.cobot.action.skill;

import dev.cobot.brain.Refusal;
import java.util.Locale;
import java.util.Optional;

/**
 * How a command ended.
 *
 * @param refusal why it was not carried out or was given up; null after {@link Kind#DONE}, and
 *     after a try that simply failed
 * @param detail one sentence for a person
 */
public record Outcome(Kind kind, Refusal refusal, String detail) {
  /** The three ways in which a command ends. */
  public enum Kind {
    DONE,
    FAILED,
    REFUSED;

    /** Returns the name as documents write it, for example {@code done}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns what a person could answer to go on, if there is something. */
  public Optional<String> question() {
    return Optional.ofNullable(refusal).map(Refusal::question);
  }

  /** Returns the same with a question that is still open, where it is a refusal that asks none. */
  public Outcome asking(Optional<String> open) {
    if (refusal == null || refusal.question() != null || open.isEmpty()) {
      return this;
    }
    return new Outcome(
        kind,
        new Refusal(refusal.reason(), refusal.source(), refusal.detail(), open.get()),
        detail);
  }

  public static Outcome done(String detail) {
    return new Outcome(Kind.DONE, null, detail);
  }

  public static Outcome failed(String detail) {
    return new Outcome(Kind.FAILED, null, detail);
  }

  /** Was begun and given up for a reason that lies outside the task. */
  public static Outcome givenUp(Refusal refusal) {
    return new Outcome(Kind.FAILED, refusal, refusal.detail());
  }

  public static Outcome refused(Refusal refusal) {
    return new Outcome(Kind.REFUSED, refusal, refusal.detail());
  }
}
