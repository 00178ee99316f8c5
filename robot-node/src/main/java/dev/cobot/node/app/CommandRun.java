package dev.cobot.node.app;

import dev.cobot.action.session.Outcome;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Intent;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One command while it runs, and what there is to tell about it. */
final class CommandRun {
  private static final int MAX_EXAMPLES = 5;

  private final Command command;
  private final Mind.Session session;
  private final RehearsalStage rehearsal;
  private final List<CommandReport.Phase> phases = new ArrayList<>();
  private final Map<String, String> clipExamples = new LinkedHashMap<>();
  private long startNanos = Long.MIN_VALUE;
  private long lastNanos;
  private long phaseFromNanos;
  private String phase = "look";
  private boolean closed;
  private boolean hasGrasped;
  private long clipped;
  private long firstMotionMonotonicNanos;
  private long firstMotionNanos;
  private long lastMotionNanos;
  private CameraFrame picture;
  private CameraModel camera;

  CommandRun(Command command, Mind.Session session, RehearsalStage rehearsal) {
    this.command = command;
    this.session = session;
    this.rehearsal = rehearsal;
  }

  /** Returns a command that is refused before it is read. */
  static CommandRun unread(Command command) {
    return new CommandRun(command, null, new RehearsalStage(null));
  }

  Command command() {
    return command;
  }

  Mind.Session session() {
    return session;
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

  /** Takes note of a picture that the session has seen. */
  void saw(CameraFrame frame) {
    camera = frame.camera();
    if (session.grounding() == null) {
      picture = frame;
    }
  }

  void tickAt(long nowNanos) {
    if (startNanos == Long.MIN_VALUE) {
      startNanos = nowNanos;
      phaseFromNanos = nowNanos;
    }
    lastNanos = nowNanos;
  }

  /** Goes on with the rehearsal; returns how the command ends, or null. */
  Outcome rehearse(ArmState arm) {
    if (camera == null) {
      return null; // nothing was seen yet that a twin could look like
    }
    if (!rehearsal.isPlaying()) {
      turnTo("rehearse", arm.stampNanos());
    }
    return rehearsal.advance(command.text(), session, arm, camera);
  }

  void released(long nowNanos, long monotonicNanos, boolean close, List<String> clips) {
    if (firstMotionNanos == 0) {
      firstMotionNanos = nowNanos;
      firstMotionMonotonicNanos = monotonicNanos;
      turnTo("reach", nowNanos);
    }
    lastMotionNanos = nowNanos;
    if (close != closed) {
      closed = close;
      hasGrasped |= close;
      turnTo(close ? "grasp and carry" : hasGrasped ? "release and retreat" : "reach", nowNanos);
    }
    if (!clips.isEmpty()) {
      clipped++;
      for (String clip : clips) {
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

  CommandReport report(Outcome outcome, String reason, long gateStops, boolean peerLost) {
    if (startNanos != Long.MIN_VALUE) {
      turnTo("end", lastNanos);
    }
    Grounding grounding = session == null ? null : session.grounding();
    return new CommandReport(
        command.id(),
        command.text(),
        outcome.kind().name().toLowerCase(Locale.ROOT),
        reason,
        outcome.detail(),
        outcome.refusal() == null ? null : outcome.refusal().question(),
        session == null ? null : understood(session.reading().meaning()),
        grounding == null ? objects() : grounding.tracks().stream().map(Track::attributes).toList(),
        objects(),
        grounding == null ? null : id(grounding, grounding.target()),
        grounding == null || session.reading().meaning().destination().isNone()
            ? null
            : id(grounding, grounding.destination()),
        session == null || session.broadcast() == null
            ? Map.of()
            : session.broadcast().modalityAttention(),
        grounding == null ? Map.of() : weights(grounding, grounding.target()),
        grounding == null ? Map.of() : weights(grounding, grounding.destination()),
        phases,
        gateStops,
        clipped,
        new ArrayList<>(clipExamples.values()),
        firstMotionMonotonicNanos,
        (lastMotionNanos - firstMotionNanos) * 1e-9,
        startNanos == Long.MIN_VALUE ? 0 : (lastNanos - startNanos) * 1e-9,
        peerLost,
        picture,
        rehearsal.rehearsed());
  }

  List<ObjectAttributes> objects() {
    return session == null ? List.of() : session.objects().stream().map(Track::attributes).toList();
  }

  /**
   * Returns a meaning in plain words, for example {@code pick the red cube, place it in the bowl}.
   */
  static String understood(CommandMeaning meaning) {
    if (meaning.intent() == Intent.OTHER) {
      return "nothing that I can do";
    }
    String pick = "pick the " + meaning.target().words();
    return meaning.destination().isNone()
        ? pick
        : pick + ", place it in the " + meaning.destination().words();
  }

  /** Returns the id of what is attended, or null when it is rather nothing. */
  static String id(Grounding grounding, Attention attention) {
    int strongest = attention.strongest();
    return strongest < 0 || attention.absent() > attention.weights()[strongest]
        ? null
        : grounding.tracks().get(strongest).id();
  }

  /** Returns the weight of each object, and that of none of them. */
  static Map<String, Double> weights(Grounding grounding, Attention attention) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < attention.weights().length; i++) {
      weights.put(grounding.tracks().get(i).id(), attention.weights()[i]);
    }
    weights.put("none", attention.absent());
    return weights;
  }
}
