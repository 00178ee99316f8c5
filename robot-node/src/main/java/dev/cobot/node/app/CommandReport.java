package dev.cobot.node.app;

import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a command.
 *
 * @param outcome {@code done}, {@code failed} or {@code refused}
 * @param reason why it was refused, or null
 * @param detail one sentence for a person
 * @param question what the person could answer to go on, or null
 * @param understood the meaning in plain words, or null when it was not read
 * @param objects what was believed to be on the table when it was decided
 * @param objectsAfter what is believed to be on the table at the end
 * @param target id of the attended object, or null
 * @param destination id of the object that it goes to, or null
 * @param modalityAttention share of each domain in the last broadcast
 * @param targetAttention weight of each object by id for the target's phrase
 * @param destinationAttention the same for the destination's phrase
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
 */
public record CommandReport(
    String commandId,
    String text,
    String outcome,
    String reason,
    String detail,
    String question,
    String understood,
    List<ObjectAttributes> objects,
    List<ObjectAttributes> objectsAfter,
    String target,
    String destination,
    Map<String, Double> modalityAttention,
    Map<String, Double> targetAttention,
    Map<String, Double> destinationAttention,
    List<Phase> phases,
    long stops,
    long clipped,
    List<String> clipExamples,
    long firstMotionNanos,
    double motionSeconds,
    double durationSeconds,
    boolean peerLost,
    CameraFrame picture,
    Rehearsed rehearsal) {
  public CommandReport {
    objects = List.copyOf(objects);
    objectsAfter = List.copyOf(objectsAfter);
    modalityAttention = Map.copyOf(modalityAttention);
    targetAttention = Map.copyOf(targetAttention);
    destinationAttention = Map.copyOf(destinationAttention);
    phases = List.copyOf(phases);
    clipExamples = List.copyOf(clipExamples);
  }

  /**
   * What was rehearsed.
   *
   * @param seconds wall time that it took
   * @param picture what the camera would see of the most likely twin; empty when there is none
   */
  public record Rehearsed(RehearsalReport report, double seconds, Optional<CameraFrame> picture) {}

  /** A part of what was done. */
  public record Phase(String name, double seconds) {}
}
