package dev.cobot.brain.language;

/** What a command asks for, in the order of the classifier's outputs. */
public enum Intent {
  /** Pick the target and place it in the destination. */
  PLACE_IN,
  /** Pick the target; nothing is said of where it should go. */
  PICK,
  /** Anything else: another action, a question, chatter, noise. */
  OTHER
}
