package dev.cobot.action.skill;

import dev.cobot.brain.Refusal;

/**
 * How a command ended.
 *
 * @param refusal why it was not carried out; null unless {@code kind} is {@link Kind#REFUSED}
 * @param detail one sentence for a person
 */
public record Outcome(Kind kind, Refusal refusal, String detail) {
  /** The three ways in which a command ends. */
  public enum Kind {
    DONE,
    FAILED,
    REFUSED
  }

  public static Outcome done(String detail) {
    return new Outcome(Kind.DONE, null, detail);
  }

  public static Outcome failed(String detail) {
    return new Outcome(Kind.FAILED, null, detail);
  }

  public static Outcome refused(Refusal refusal) {
    return new Outcome(Kind.REFUSED, refusal, refusal.detail());
  }
}
