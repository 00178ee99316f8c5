package dev.cobot.node.app;

import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.rehearse.RehearsalRequest;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Pilot;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.twin.TwinBelief;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rehearsal of one command: begun when the arm would move first, decided some ticks later. When
 * the beliefs have changed by then, it is rehearsed again.
 */
final class RehearsalStage implements FirstMotion {
  private static final int MAX_TIMES = 3;
  private static final double CHANGED_METERS = 0.015;
  private static final double CHANGED_SIGMAS = 3;

  private final Rehearser rehearser;
  private RehearsalRequest request;
  private Rehearser.Pending pending;
  private CommandReport.Rehearsed rehearsed;
  private boolean decided;
  private int times;

  /**
   * @param rehearser null when nothing is rehearsed
   */
  RehearsalStage(Rehearser rehearser) {
    this.rehearser = rehearser;
    decided = rehearser == null;
  }

  /** Whether it is going on now. */
  boolean isPlaying() {
    return pending != null;
  }

  /** Returns what came out, or null. */
  CommandReport.Rehearsed rehearsed() {
    return rehearsed;
  }

  void cancel() {
    if (pending != null) {
      pending.cancel();
    }
  }

  /** Begins, or looks whether it has ended. */
  @Override
  public Answer ask(Pilot pilot, Observation observation) {
    if (decided) {
      return new Answer.Go();
    }
    String skill = pilot.reading().meaning().skill().orElse("");
    if (!skill.equals(rehearser.skill())) {
      return refused(
          "only commands to %s can be rehearsed; without --rehearse this one is carried out"
              .formatted(rehearser.skill().replace('_', ' ')));
    }
    if (pilot.cameras().isEmpty()) {
      return new Answer.Wait(); // nothing was seen yet that a twin could look like
    }
    if (pending == null) {
      begin(pilot, observation.arm());
      return new Answer.Wait();
    }
    CommandReport.Rehearsed end = pending.result();
    if (end == null) {
      return new Answer.Wait();
    }
    pending = null;
    rehearsed = end;
    if (hasChanged(pilot)) {
      if (times >= MAX_TIMES) {
        decided = true;
        return refused("what is on the table changed during each of " + times + " rehearsals");
      }
      begin(pilot, observation.arm());
      return new Answer.Wait();
    }
    decided = true;
    return end.report().rate() < rehearser.minRate() ? refused(why(end.report())) : new Answer.Go();
  }

  private void begin(Pilot pilot, ArmState arm) {
    Grounding grounding = pilot.grounding().orElseThrow();
    List<Track> tracks = pilot.tracks();
    request =
        new RehearsalRequest(
            pilot.reading().text(),
            new TwinBelief(
                tracks.stream().map(Track::attributes).toList(),
                arm,
                tracks.stream().filter(Track::held).map(Track::id).findFirst()),
            grounding.meant(Role.TARGET).map(Track::id).orElse(""),
            grounding.meant(Role.DESTINATION).map(Track::id),
            List.copyOf(pilot.cameras().values()),
            rehearser.seed());
    pending = rehearser.begin(request);
    times++;
  }

  /** Whether what is believed now is another table than the one that was rehearsed. */
  private boolean hasChanged(Pilot pilot) {
    List<ObjectAttributes> then = request.belief().objects();
    List<ObjectAttributes> now = pilot.tracks().stream().map(Track::attributes).toList();
    return then.size() != now.size()
        || now.stream().anyMatch(o -> then.stream().noneMatch(t -> isWhereItWas(t, o)));
  }

  private static boolean isWhereItWas(ObjectAttributes then, ObjectAttributes now) {
    Vector3 s = then.uncertainty().positionMeters();
    double reach = Math.max(CHANGED_METERS, CHANGED_SIGMAS * Math.hypot(s.x(), s.y()));
    return then.id().equals(now.id())
        && then.kind() == now.kind()
        && then.positionMeters().horizontalDistanceTo(now.positionMeters()) <= reach;
  }

  private String why(RehearsalReport report) {
    String failures =
        report.failures().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getValue() + " x " + e.getKey())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "only %d of %d rehearsals succeeded, at least %.0f %% are asked for: %s (%s)",
        report.successes(),
        report.twins(),
        100 * rehearser.minRate(),
        failures,
        report.failureDetail());
  }

  private static Answer refused(String detail) {
    return new Answer.No(new Refusal(Refusal.Reason.REHEARSAL, "rehearsal", detail, null));
  }
}
