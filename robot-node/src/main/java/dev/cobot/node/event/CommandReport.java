package dev.cobot.node.event;

import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a command.
 *
 * @param outcome how it ended
 * @param understood the meaning in plain words, or null when it was not read
 * @param objects what was believed to be on the table when it was decided
 * @param objectsAfter what is believed to be on the table at the end
 * @param roles id of the object that each role's phrase means; a role that means none is left out
 * @param modalityAttention share of each domain in the last broadcast of the target
 * @param attention weight of each object by id, and of none, for each role's phrase
 * @param surprise the largest surprise at each object, in sigmas, by id, as {@link
 *     CellEvent.Perceived} has it; a plan's is that of its first part, as its objects are
 * @param phases what was done, in order
 * @param stops how often the gate stopped
 * @param clipped how many releases the gate changed
 * @param clipExamples the last change of each kind
 * @param firstMotionNanos monotonic time of the first released motion, or 0
 * @param motionSeconds from the first release to the last
 * @param durationSeconds from the command to its end, clock in use
 * @param peerLost whether it ended because the cell went silent
 * @param picture the last picture before it was decided, or null
 * @param rehearsal what came out in twins before the arm moved, or null
 * @param parts what was done one after the other where it was a plan; none for a single wish
 */
public record CommandReport(
    String commandId,
    String text,
    Outcome outcome,
    String understood,
    List<ObjectAttributes> objects,
    List<ObjectAttributes> objectsAfter,
    Map<Role, String> roles,
    Map<String, Double> modalityAttention,
    Map<Role, Map<String, Double>> attention,
    Map<String, Double> surprise,
    List<Phase> phases,
    long stops,
    long clipped,
    List<String> clipExamples,
    long firstMotionNanos,
    double motionSeconds,
    double durationSeconds,
    boolean peerLost,
    CameraFrame picture,
    Rehearsed rehearsal,
    List<Part> parts) {
  public CommandReport {
    objects = List.copyOf(objects);
    objectsAfter = List.copyOf(objectsAfter);
    modalityAttention = Map.copyOf(modalityAttention);
    roles = Map.copyOf(roles);
    attention = Map.copyOf(attention);
    surprise = Map.copyOf(surprise);
    phases = List.copyOf(phases);
    clipExamples = List.copyOf(clipExamples);
    parts = List.copyOf(parts);
  }

  /** Returns the object that a role means, by id. */
  public Optional<String> role(Role role) {
    return Optional.ofNullable(roles.get(role));
  }

  /** Returns why it was refused or given up, as {@code run --json} names it. */
  public Optional<Refusal.Reason> reason() {
    return Optional.ofNullable(outcome.refusal()).map(Refusal::reason);
  }

  /**
   * What was rehearsed.
   *
   * @param minRate share of the twins that had to succeed
   * @param seconds wall time that it took
   * @param picture what the camera would see of the most likely twin; empty when there is none
   */
  public record Rehearsed(
      RehearsalReport report, double minRate, double seconds, Optional<CameraFrame> picture) {}

  /**
   * A step of a plan.
   *
   * @param words what was to be done
   * @param report what became of it; empty when it was not begun
   */
  public record Part(String words, Optional<CommandReport> report) {
    /** Returns how it ended, in one word. */
    public String word() {
      return report.map(r -> r.outcome().kind().word()).orElse("not begun");
    }
  }

  /** What was done for a time. */
  public record Phase(String name, double seconds) {}
}
