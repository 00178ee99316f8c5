package dev.cobot.brain;

/**
 * Why a command is not carried out: an expected outcome, not an error.
 *
 * @param source the part that refuses, for example {@code attention}
 * @param detail one sentence for a person
 * @param question what the person could answer to go on, or null
 */
public record Refusal(Reason reason, String source, String detail, String question) {
  /** Reasons, as {@code run --json} names them. */
  public enum Reason {
    /** Nothing on the table matches the phrase. */
    ABSENT,
    /** Several objects match the phrase, or the command leaves something open. */
    AMBIGUOUS,
    /** The text does not ask for anything that the runtime knows. */
    NOT_UNDERSTOOD,
    /** The command is understood, but no policy does this with these kinds of objects. */
    UNSUPPORTED,
    /** The command would not be safe to carry out. */
    UNSAFE,
    /** Pictures or joint states are too old, or tell nothing new. */
    STALE,
    /** The arm or the gripper does not do what it was told. */
    CELL_FAULT,
    /** The command was no longer wanted when it came. */
    EXPIRED,
    /** The person took it back while it was carried out. */
    CANCELLED,
    /** Another command runs. */
    BUSY,
    /** The safety gate stopped the motion. */
    GATE,
    /** Too few rehearsals in twins succeeded. */
    REHEARSAL
  }
}
