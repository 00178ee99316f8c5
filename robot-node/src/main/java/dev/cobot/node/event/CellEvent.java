package dev.cobot.node.event;

import dev.cobot.action.safety.Release;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import java.util.List;
import java.util.Map;

/** Something that happened in a cell. Stamps are nanoseconds of the clock in use. */
public sealed interface CellEvent {
  /**
   * A command was accepted and begins.
   *
   * @param understood its meaning in plain words
   */
  record Accepted(long stampNanos, Command command, String understood) implements CellEvent {}

  /**
   * New pictures were looked at.
   *
   * @param tracks what is believed now
   */
  record Perceived(long stampNanos, String commandId, List<Look> looks, List<Track> tracks)
      implements CellEvent {}

  /** It was decided what the phrases mean. */
  record Grounded(long stampNanos, String commandId, String understood, Grounding grounding)
      implements CellEvent {}

  /**
   * The workspace has broadcast, and the policy has decided on motion.
   *
   * @param phase what the command is at
   * @param progress share of the task that the policy holds to be done, [0, 1]
   * @param tracks what is believed now
   */
  record Attended(
      long stampNanos,
      String commandId,
      String understood,
      String phase,
      Grounding grounding,
      Map<Role, Broadcast> broadcasts,
      List<Track> tracks,
      double progress)
      implements CellEvent {}

  /** The gate let a motion through. */
  record Released(long stampNanos, String commandId, Release.Released released)
      implements CellEvent {}

  /** The gate changed a motion; comes after its {@link Released}. */
  record Clipped(long stampNanos, String commandId, List<String> changes) implements CellEvent {}

  /** The gate has stopped and stays so until it is reset. */
  record Stopped(long stampNanos, Release.Stopped stopped) implements CellEvent {}

  /** A command has ended, or was refused at the door. */
  record Ended(long stampNanos, CommandReport report) implements CellEvent {}

  /** What the runtime is at: when it changes, when somebody asks, and once a second. */
  record Status(CellStatus status) implements CellEvent {}

  /** A message was no command; it has no id to answer to. */
  record Rejected(CellStatus status, String why) implements CellEvent {}

  /** How the loop is, once a second. */
  record Health(long stampNanos, CellHealth health) implements CellEvent {}
}
