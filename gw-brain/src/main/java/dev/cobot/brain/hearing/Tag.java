package dev.cobot.brain.hearing;

/** The part that a word plays in a sentence. */
enum Tag {
  /** Holds the sentence together, is polite, or says how; nothing is lost without it. */
  FUNCTION,
  /** What is to be done. */
  ACTION,
  /** Leads to the destination. */
  INTO,
  TARGET_NOUN,
  TARGET_COLOR,
  TARGET_MODIFIER,
  DESTINATION_NOUN,
  DESTINATION_COLOR,
  DESTINATION_MODIFIER,
  /** Says from where the target is taken. */
  SOURCE,
  /** Makes something else than a command of the sentence. */
  CUE,
  /** Is of something beyond target and destination. */
  CONTENT
}
