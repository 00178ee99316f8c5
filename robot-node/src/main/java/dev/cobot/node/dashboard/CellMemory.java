package dev.cobot.node.dashboard;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What is known of the cell, for pages that open at any time. The loop's thread leaves references
 * here, a few microseconds an event; {@link #snapshot} copies them for another thread.
 */
final class CellMemory {
  static final int KEPT_ENTRIES = 50;
  static final int KEPT_CLIPS = 6;

  /** A minute of the weights, five times a second. */
  static final int KEPT_SAMPLES = 300;

  private static final long SAMPLE_NANOS = 200_000_000L;

  private final LongSupplier epochMillis;
  private final long[] versions = new long[Topic.values().length];
  private final ArrayDeque<TalkEntry> entries = new ArrayDeque<>();
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final ArrayDeque<Surprise> surprises = new ArrayDeque<>();
  private final ArrayDeque<String> clips = new ArrayDeque<>();
  private final Map<String, CameraFrame> frames = new TreeMap<>();

  /** Whether the newest surprise has grown since it was last told, which costs a long message. */
  private boolean hasUntold;

  private CellStatus status;
  private String acceptedId = "";
  private String understood;
  private double progress = Double.NaN;
  private String gateStop;
  private List<Track> tracks = List.of();
  private long lookedNanos;
  private Grounding grounding;
  private CellHealth health;
  private ArmState arm;

  /** What a message is about. */
  enum Topic {
    STATUS,
    TALK,
    SCENE,
    WEIGHTS,
    HEALTH,
    ARM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was attended to.
   *
   * @param objects weight by object and of {@code none}, for each role; the object as its words and
   *     its id, as another command may give the same id to another object
   * @param domains share of each domain in the broadcast of the target; empty before there is one
   */
  record Sample(
      long stampNanos, Map<Role, Map<String, Double>> objects, Map<String, Double> domains) {}

  /**
   * How far off pictures showed what was believed.
   *
   * @param sigmas the largest of the sample's time by object, which is named as in {@link Sample}
   */
  record Surprise(long stampNanos, Map<String, Double> sigmas) {}

  /**
   * All of it at one time; what is not known yet is null.
   *
   * @param versions one for each topic, larger whenever something of it has changed
   * @param progress share of the task that the policy holds to be done; NaN when none runs
   * @param gateStop why the gate is stopped, or null
   * @param tracks what is believed to be on the table since the last look
   * @param lookedNanos when a picture was last looked at, or 0
   * @param grounding what the phrases of the newest command mean
   * @param samples the oldest first, as the surprises are
   * @param clips what the gate changed last, the newest first
   * @param frames the newest picture by camera
   */
  record Snapshot(
      long[] versions,
      CellStatus status,
      String understood,
      double progress,
      String gateStop,
      List<TalkEntry> entries,
      List<Track> tracks,
      long lookedNanos,
      Grounding grounding,
      List<Sample> samples,
      List<Surprise> surprises,
      CellHealth health,
      List<String> clips,
      ArmState arm,
      Map<String, CameraFrame> frames) {
    long version(Topic topic) {
      return versions[topic.ordinal()];
    }
  }

  /**
   * @param epochMillis {@link System#currentTimeMillis}, or the test's clock
   */
  CellMemory(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(
        versions.clone(),
        status,
        understood,
        progress,
        gateStop,
        List.copyOf(entries),
        tracks,
        lookedNanos,
        grounding,
        List.copyOf(samples),
        List.copyOf(surprises),
        health,
        List.copyOf(clips),
        arm,
        Map.copyOf(frames));
  }

  synchronized void take(ArmState newest, Collection<CameraFrame> pictures) {
    arm = newest;
    changed(Topic.ARM);
    for (CameraFrame frame : pictures) {
      if (frames.put(frame.camera().id(), frame) == null) {
        changed(Topic.SCENE);
      }
    }
  }

  synchronized void take(CellEvent event) {
    if (event instanceof CellEvent.Status told) {
      take(told.status());
    } else if (event instanceof CellEvent.Accepted accepted) {
      acceptedId = accepted.command().id();
      understood = accepted.understood();
      grounding = null;
      add(
          new TalkEntry(
              accepted.command().id(),
              accepted.command().text(),
              epochMillis.getAsLong(),
              accepted.understood(),
              Optional.empty()));
      changed(Topic.SCENE);
    } else if (event instanceof CellEvent.Ended ended) {
      end(ended.report());
    } else if (event instanceof CellEvent.Rejected rejected) {
      add(TalkEntry.rejected(rejected.why(), epochMillis.getAsLong()));
    } else if (event instanceof CellEvent.Perceived perceived) {
      look(perceived.tracks(), perceived.stampNanos());
      surprise(perceived);
    } else if (event instanceof CellEvent.Grounded grounded) {
      attend(grounded.stampNanos(), grounded.grounding(), Map.of());
    } else if (event instanceof CellEvent.Attended attended) {
      take(attended);
    } else if (event instanceof CellEvent.Stopped stopped) {
      gateStop = stopped.stopped().sentence();
      changed(Topic.STATUS);
    } else if (event instanceof CellEvent.Clipped clipped) {
      clipped.changes().forEach(this::clip);
      changed(Topic.HEALTH);
    } else if (event instanceof CellEvent.Health newest) {
      health = newest.health();
      changed(Topic.HEALTH);
      if (hasUntold) {
        hasUntold = false;
        changed(Topic.WEIGHTS);
      }
    }
  }

  private void take(CellStatus told) {
    status = told;
    if (told.mode() != CellStatus.Mode.STOPPED) {
      gateStop = null;
    } else if (told.detail().isPresent()) {
      gateStop = told.detail().get();
    }
    // "Wait" ends while what waits does not.
    boolean isOfAnother = told.command().filter(c -> !c.id().equals(acceptedId)).isPresent();
    if (told.command().isEmpty() || (told.report().isPresent() && !isOfAnother)) {
      progress = Double.NaN;
    }
    changed(Topic.STATUS);
  }

  private void take(CellEvent.Attended attended) {
    tracks = attended.tracks();
    progress = attended.progress();
    Broadcast broadcast = attended.broadcasts().get(Role.TARGET);
    attend(
        attended.stampNanos(),
        attended.grounding(),
        broadcast == null ? Map.of() : broadcast.modalityAttention());
    changed(Topic.STATUS);
  }

  private void look(List<Track> seen, long stampNanos) {
    tracks = seen;
    lookedNanos = stampNanos;
    changed(Topic.SCENE);
  }

  /** A picture that surprises is not lost between two samples. */
  private void surprise(CellEvent.Perceived perceived) {
    if (perceived.surprise().isEmpty()) {
      return;
    }
    Map<String, Double> sigmas = new LinkedHashMap<>();
    for (Track track : perceived.tracks()) {
      Double off = perceived.surprise().get(track.id());
      if (off != null) {
        sigmas.put(name(track), off);
      }
    }
    Surprise last = surprises.peekLast();
    if (last != null && perceived.stampNanos() < last.stampNanos()) {
      surprises.clear(); // The cell's time has jumped back.
    } else if (last != null && perceived.stampNanos() - last.stampNanos() < SAMPLE_NANOS) {
      surprises.removeLast();
      last.sigmas().forEach((name, off) -> sigmas.merge(name, off, Math::max));
      surprises.add(new Surprise(last.stampNanos(), sigmas));
      hasUntold = true;
      return;
    }
    if (surprises.size() == KEPT_SAMPLES) {
      surprises.removeFirst();
    }
    surprises.add(new Surprise(perceived.stampNanos(), sigmas));
    hasUntold = false;
    changed(Topic.WEIGHTS);
  }

  private static String name(Track track) {
    return track.attributes().words() + " (" + track.id() + ")";
  }

  private void attend(long stampNanos, Grounding newest, Map<String, Double> domains) {
    grounding = newest;
    changed(Topic.SCENE);
    Sample last = samples.peekLast();
    if (last != null && stampNanos < last.stampNanos()) {
      samples.clear(); // The cell's time has jumped back.
    } else if (last != null && stampNanos - last.stampNanos() < SAMPLE_NANOS) {
      return;
    }
    if (samples.size() == KEPT_SAMPLES) {
      samples.removeFirst();
    }
    samples.add(new Sample(stampNanos, weights(newest), domains));
    changed(Topic.WEIGHTS);
  }

  private static Map<Role, Map<String, Double>> weights(Grounding grounding) {
    Map<Role, Map<String, Double>> all = new EnumMap<>(Role.class);
    for (Role role : grounding.roles().keySet()) {
      Map<String, Double> weights = new LinkedHashMap<>();
      for (Track track : grounding.tracks()) {
        weights.put(name(track), grounding.weight(role, track.id()));
      }
      weights.put("none", grounding.of(role).attention().absent());
      all.put(role, weights);
    }
    return all;
  }

  private void end(CommandReport report) {
    TalkEntry begun =
        entries.stream()
            .filter(e -> e.id().equals(report.commandId()) && e.answer().isEmpty())
            .findFirst()
            .orElse(null);
    TalkEntry ended =
        new TalkEntry(
            report.commandId(),
            report.text(),
            begun == null ? epochMillis.getAsLong() : begun.epochMillis(),
            report.understood(),
            Optional.of(TalkEntry.answer(report)));
    if (begun == null) {
      add(ended);
    } else {
      // It keeps its place unless others came meanwhile: the newest answer stands last.
      entries.remove(begun);
      add(ended);
    }
  }

  private void add(TalkEntry entry) {
    if (entries.size() == KEPT_ENTRIES) {
      entries.removeFirst();
    }
    entries.add(entry);
    changed(Topic.TALK);
  }

  private void clip(String change) {
    clips.remove(change);
    if (clips.size() == KEPT_CLIPS) {
      clips.removeLast();
    }
    clips.addFirst(change);
  }

  private void changed(Topic topic) {
    versions[topic.ordinal()]++;
  }
}
