package dev.cobot.node.event;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.Release;
import dev.cobot.action.session.Stage;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that happened in a cell. Stamps are nanoseconds of the clock in use. */
public sealed interface CellEvent {
  /**
   * A command was accepted and begins.
   *
   * @param understood its meaning in plain words
   */
  record Accepted(long stampNanos, Command command, String understood) implements CellEvent {}

  /**
   * What is heard in a command, after it was accepted; once for each step of a plan.
   *
   * @param reading the words, their most likely meaning and how sure that is
   */
  record Heard(long stampNanos, String commandId, CommandReading reading) implements CellEvent {}

  /**
   * New pictures were looked at.
   *
   * @param tracks what is believed now
   * @param surprise how far from where it was believed the pictures show each object, in sigmas, by
   *     id; what they do not show, or show for the first time, has none
   */
  record Perceived(
      long stampNanos,
      String commandId,
      List<Look> looks,
      List<Track> tracks,
      Map<String, Double> surprise)
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
   * @param surprise as {@link Perceived} has it; empty at a tick without new pictures
   */
  record Attended(
      long stampNanos,
      String commandId,
      String understood,
      String phase,
      Grounding grounding,
      Map<Role, Broadcast> broadcasts,
      List<Track> tracks,
      Map<String, Double> surprise,
      double progress)
      implements CellEvent {}

  /**
   * A tick of the main path was taken, whatever came of it; the last one's before the end is told.
   *
   * @param arm what the arm said last before it
   * @param frames the pictures that came since the tick before, by camera
   * @param chunk what the policy would do next, if it was asked
   * @param tickNanos how long the tick took, monotonic
   * @param stageNanos how long of it its stages took; of those that it came to
   */
  record Ticked(
      long stampNanos,
      String commandId,
      ArmState arm,
      Map<String, CameraFrame> frames,
      Optional<ActionChunk> chunk,
      long tickNanos,
      Map<Stage, Long> stageNanos)
      implements CellEvent {
    public Ticked {
      stageNanos = Map.copyOf(stageNanos);
      frames = Map.copyOf(frames);
    }
  }

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
