package dev.cobot.node.app;

import dev.cobot.action.safety.Release;
import dev.cobot.action.session.Aside;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One command while it runs, and what there is to tell about it. */
final class CommandRun {
  private static final int MAX_EXAMPLES = 5;

  private final Command command;
  private final Pilot pilot;
  private final RehearsalStage rehearsal;
  private final List<CommandReport.Phase> phases = new ArrayList<>();
  private final Map<String, String> clipExamples = new LinkedHashMap<>();
  private long startNanos = Long.MIN_VALUE;
  private long lastNanos;
  private long phaseFromNanos;
  private String phase = "look";
  private boolean closed;
  private boolean hasGrasped;
  private Optional<Aside> aside = Optional.empty();
  private String phaseBefore = "";
  private long clipped;
  private long firstMotionMonotonicNanos;
  private long firstMotionNanos;
  private long lastMotionNanos;
  private CameraFrame picture;
  private final Map<String, Double> surprise = new LinkedHashMap<>();

  CommandRun(Command command, Pilot pilot, RehearsalStage rehearsal) {
    this.command = command;
    this.pilot = pilot;
    this.rehearsal = rehearsal;
  }

  /** Returns the report of a command that ends before it is read. */
  static CommandReport unread(Command command, Outcome outcome) {
    return new CommandRun(command, null, new RehearsalStage(null)).report(outcome, 0, false);
  }

  Command command() {
    return command;
  }

  Pilot pilot() {
    return pilot;
  }

  RehearsalStage rehearsal() {
    return rehearsal;
  }

  String phase() {
    return phase;
  }

  boolean moves() {
    return firstMotionNanos != 0;
  }

  /** Takes note of a tick that begins, with the pictures that it gets. */
  void tickAt(long nowNanos, Iterable<CameraFrame> frames) {
    if (startNanos == Long.MIN_VALUE) {
      startNanos = nowNanos;
      phaseFromNanos = nowNanos;
    }
    lastNanos = nowNanos;
    for (CameraFrame frame : frames) {
      if (pilot.grounding().isEmpty()) {
        picture = frame;
      }
    }
  }

  /** Takes note of how far off new pictures showed what is believed, in sigmas, by id. */
  void isSurprised(Map<String, Double> sigmas) {
    sigmas.forEach((id, off) -> surprise.merge(id, off, Math::max));
  }

  /** Takes note that it is rehearsed from now on. */
  void rehearses(long nowNanos) {
    if (!phase.equals("rehearse")) {
      turnTo("rehearse", nowNanos);
    }
  }

  /**
   * Takes note of what is done beside the task.
   *
   * @return that, when it begins
   */
  Optional<Aside> turnsAside(long nowNanos) {
    if (pilot.aside().equals(aside)) {
      return Optional.empty();
    }
    if (aside.isEmpty()) {
      phaseBefore = phase;
    }
    aside = pilot.aside();
    boolean isAnew = pilot.isTryingAgain();
    hasGrasped &= !isAnew;
    phaseBefore = isAnew ? "reach" : phaseBefore;
    turnTo(aside.map(Aside::word).orElse(phaseBefore), nowNanos);
    return aside;
  }

  void released(long nowNanos, long monotonicNanos, Release.Released released) {
    if (firstMotionNanos == 0) {
      firstMotionNanos = nowNanos;
      firstMotionMonotonicNanos = monotonicNanos;
      turnTo("reach", nowNanos);
    }
    lastMotionNanos = nowNanos;
    boolean close = released.closeGripper();
    if (close != closed) {
      closed = close;
      hasGrasped |= close;
      if (aside.isEmpty()) {
        turnTo(close ? "grasp and carry" : hasGrasped ? "release and retreat" : "reach", nowNanos);
      }
    }
    if (!released.clipped().isEmpty()) {
      clipped++;
      for (String clip : released.clipped()) {
        // One example for each kind: what comes before the numbers names it.
        String kind = clip.replaceAll("[-0-9.]+.*", "").strip();
        if (clipExamples.containsKey(kind) || clipExamples.size() < MAX_EXAMPLES) {
          clipExamples.put(kind, clip);
        }
      }
    }
  }

  private void turnTo(String next, long nowNanos) {
    phases.add(new CommandReport.Phase(phase, (nowNanos - phaseFromNanos) * 1e-9));
    phase = next;
    phaseFromNanos = nowNanos;
  }

  CommandReport report(Outcome outcome, long gateStops, boolean peerLost) {
    if (startNanos != Long.MIN_VALUE) {
      turnTo("end", lastNanos);
    }
    Optional<Grounding> grounding = Optional.ofNullable(pilot).flatMap(Pilot::grounding);
    Map<Role, String> roles = new EnumMap<>(Role.class);
    Map<Role, Map<String, Double>> attention = new EnumMap<>(Role.class);
    grounding.ifPresent(
        g -> {
          for (Role role : g.roles().keySet()) {
            attention.put(role, g.weights(role));
            boolean isTouched = role == Role.TARGET && pilot.isLedByTouch();
            if (isTouched || !pilot.reading().meaning().reference(role).isNone()) {
              g.meant(role).ifPresent(track -> roles.put(role, track.id()));
            }
          }
        });
    return new CommandReport(
        command.id(),
        command.text(),
        outcome,
        pilot == null ? null : pilot.understood(),
        grounding.map(g -> attributes(g.tracks())).orElseGet(this::objects),
        objects(),
        roles,
        Optional.ofNullable(pilot)
            .map(p -> p.broadcasts().get(Role.TARGET))
            .map(Broadcast::modalityAttention)
            .orElse(Map.of()),
        attention,
        surprise,
        phases,
        gateStops,
        clipped,
        new ArrayList<>(clipExamples.values()),
        firstMotionMonotonicNanos,
        (lastMotionNanos - firstMotionNanos) * 1e-9,
        startNanos == Long.MIN_VALUE ? 0 : (lastNanos - startNanos) * 1e-9,
        peerLost,
        picture,
        rehearsal.rehearsed(),
        List.of());
  }

  private List<ObjectAttributes> objects() {
    return pilot == null ? List.of() : attributes(pilot.tracks());
  }

  private static List<ObjectAttributes> attributes(List<Track> tracks) {
    return tracks.stream().map(Track::attributes).toList();
  }
}
