package dev.cobot.node.app;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.PartHealth;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TransformCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.DiagnosticStatus;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.KeyValue;
import dev.cobot.ros.message.MarkerArray;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TFMessage;
import dev.cobot.sim2real.scene.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells what happens in the cell on ROS topics. */
final class RosListener implements CellListener {
  private static final long EXPLAIN_NANOS = 200_000_000L;
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final ConnectedNode node;
  private final String robot;
  private final List<CellListener> others;
  private final LongSupplier monotonic;
  private final Publisher<StringMessage> states;
  private final Publisher<StringMessage> explanations;
  private final Publisher<MarkerArray> objects;
  private final Publisher<DiagnosticArray> diagnostics;
  private long lastExplainMonotonic;
  private long lastObjectsMonotonic;

  /**
   * @param robot its name, for diagnostics
   * @param fixed poses that do not change
   * @param others listeners whose health is told with the diagnostics
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  RosListener(
      ConnectedNode node,
      String robot,
      List<Transform> fixed,
      List<CellListener> others,
      LongSupplier monotonic) {
    this.node = node;
    this.robot = robot;
    this.others = List.copyOf(others);
    this.monotonic = monotonic;
    lastExplainMonotonic = monotonic.getAsLong() - EXPLAIN_NANOS;
    lastObjectsMonotonic = monotonic.getAsLong() - LOOK_NANOS;
    states = node.newPublisher(Topics.STATE, StringMessage.class, PublisherOptions.latched(20));
    explanations =
        node.newPublisher(Topics.EXPLAIN, StringMessage.class, PublisherOptions.queue(5));
    objects = node.newPublisher(Topics.OBJECTS, MarkerArray.class, PublisherOptions.queue(2));
    diagnostics =
        node.newPublisher(Topics.DIAGNOSTICS, DiagnosticArray.class, PublisherOptions.queue(2));
    RosTime now = node.getCurrentTime();
    node.newPublisher(Topics.TF_STATIC, TFMessage.class, PublisherOptions.latched(1))
        .publish(
            new TFMessage(
                fixed.stream().map(pose -> TransformCodec.toMessage(pose, now)).toList()));
  }

  @Override
  public void on(CellEvent event) {
    long now = monotonic.getAsLong();
    if (event instanceof CellEvent.Status status) {
      states.publish(new StringMessage(StatusJson.of(status.status())));
    } else if (event instanceof CellEvent.Rejected rejected) {
      states.publish(new StringMessage(StatusJson.of(rejected)));
    } else if (event instanceof CellEvent.Attended attended
        && now - lastExplainMonotonic >= EXPLAIN_NANOS) {
      lastExplainMonotonic = now;
      explanations.publish(new StringMessage(StatusJson.of(attended)));
      show(attended.tracks(), Optional.of(attended.grounding()), attended.stampNanos(), now);
    } else if (event instanceof CellEvent.Perceived perceived
        && now - lastObjectsMonotonic >= LOOK_NANOS) {
      show(perceived.tracks(), Optional.empty(), perceived.stampNanos(), now);
    } else if (event instanceof CellEvent.Health health) {
      diagnose(health.health());
    }
  }

  private void show(List<Track> tracks, Optional<Grounding> grounding, long stampNanos, long now) {
    lastObjectsMonotonic = now;
    objects.publish(ObjectMarkers.of(tracks, grounding, stampNanos));
  }

  private void diagnose(CellHealth health) {
    List<DiagnosticStatus> parts = new ArrayList<>();
    parts.add(age("joints", health.jointAgeSeconds(), 0.5));
    parts.add(age("camera", health.imageAgeSeconds(), 1));
    boolean stopped = health.gateStop().isPresent();
    parts.add(
        status(
            stopped ? DiagnosticStatus.ERROR : DiagnosticStatus.OK,
            "gate",
            health.gateStop().orElse("open"),
            List.of(
                new KeyValue("stops", Long.toString(health.gateStops())),
                new KeyValue("clips", Long.toString(health.gateClips())))));
    parts.add(
        status(
            DiagnosticStatus.OK,
            "loop",
            "runs",
            List.of(
                new KeyValue("tick p50 ms", number(health.tickP50Millis())),
                new KeyValue("tick p99 ms", number(health.tickP99Millis())),
                new KeyValue("late ticks", Long.toString(health.lateTicks())))));
    others.forEach(listener -> listener.health().ifPresent(part -> parts.add(status(part))));
    diagnostics.publish(new DiagnosticArray(new Header(0, node.getCurrentTime(), ""), parts));
  }

  private DiagnosticStatus age(String part, double seconds, double limit) {
    boolean fresh = seconds <= limit;
    return status(
        fresh
            ? DiagnosticStatus.OK
            : Double.isNaN(seconds) ? DiagnosticStatus.STALE : DiagnosticStatus.ERROR,
        part,
        fresh ? "fresh" : Double.isNaN(seconds) ? "nothing came yet" : "silent",
        List.of(new KeyValue("age s", number(seconds))));
  }

  private DiagnosticStatus status(PartHealth part) {
    List<KeyValue> values = new ArrayList<>();
    part.values().forEach((name, value) -> values.add(new KeyValue(name, value)));
    return status(
        part.isWell() ? DiagnosticStatus.OK : DiagnosticStatus.ERROR,
        part.part(),
        part.message(),
        values);
  }

  private DiagnosticStatus status(byte level, String part, String message, List<KeyValue> values) {
    return new DiagnosticStatus(
        level, node.getName().value().substring(1) + ": " + part, message, robot, values);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
