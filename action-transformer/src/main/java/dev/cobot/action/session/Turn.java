package dev.cobot.action.session;

import dev.cobot.action.safety.Release;
import dev.cobot.action.skill.Outcome;

/** What a tick comes to. */
public sealed interface Turn {
  /** Nothing now: it is still looking, or waits for a new picture or the permission to move. */
  record Watch() implements Turn {}

  /**
   * What the motion is based on is a little too old: a machine that was busy for a moment. Nothing
   * is released, and what was released ends at rest by itself.
   */
  record Late() implements Turn {}

  /**
   * Moves.
   *
   * @param released what the gate let through
   * @param fromNanos time zero of its trajectory, clock in use
   */
  record Move(Release.Released released, long fromNanos) implements Turn {}

  /** It is over. */
  record End(Outcome outcome) implements Turn {}
}
