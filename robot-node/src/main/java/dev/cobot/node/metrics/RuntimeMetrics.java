package dev.cobot.node.metrics;

import dev.cobot.action.session.Stage;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.event.PartHealth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Counts what happens in a cell. Any thread. */
public final class RuntimeMetrics implements CellListener {
  private static final Duration[] TICK_BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(40),
    Duration.ofMillis(80),
    Duration.ofMillis(160),
    Duration.ofMillis(500)
  };

  private static final Duration[] STAGE_BOUNDS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(40),
    Duration.ofMillis(80)
  };

  /** The loop tells how it is once a second; after so long it hangs. */
  private static final long SILENT_NANOS = 5_000_000_000L;

  private static final double FRESH_SECONDS = 1;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LongSupplier monotonic;

  /** The registry itself holds what it asks only weakly. */
  private final List<Object> asked = new CopyOnWriteArrayList<>();

  private final Timer ticks;
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Counter clips;
  private final Counter rejected;
  private volatile CellHealth health;
  private volatile long heardNanos;
  private volatile boolean isRunning;

  /**
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  public RuntimeMetrics(LongSupplier monotonic) {
    this.monotonic = monotonic;
    ticks =
        Timer.builder("cobot.tick.duration")
            .description("Time that one tick of the main path took.")
            .serviceLevelObjectives(TICK_BOUNDS)
            .register(registry);
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("cobot.tick.stage.duration")
              .description("Time that a stage of one tick took.")
              .tag("stage", stage.word())
              .serviceLevelObjectives(STAGE_BOUNDS)
              .register(registry));
    }
    clips =
        Counter.builder("cobot.gate.clips")
            .description("Releases that the safety gate slowed or clipped.")
            .register(registry);
    rejected =
        Counter.builder("cobot.messages.rejected")
            .description("Messages on the command topic that were no command.")
            .register(registry);
    gauge("cobot.command.running", "Whether a command is carried out.", m -> m.isRunning ? 1 : 0);
    gauge(
        "cobot.gate.stopped",
        "Whether the safety gate is stopped.",
        m -> m.of(h -> h.gateStop().isPresent() ? 1 : 0));
    gauge(
        "cobot.joint.state.age.seconds",
        "Time since the last joint state with news.",
        m -> m.of(CellHealth::jointAgeSeconds));
    gauge(
        "cobot.image.age.seconds",
        "Time since the last picture was taken.",
        m -> m.of(CellHealth::imageAgeSeconds));
    FunctionCounter.builder(
            "cobot.ticks.late", this, m -> m.health == null ? 0 : m.health.lateTicks())
        .description("Ticks whose motion was too old to be offered to the gate.")
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<RuntimeMetrics> value) {
    Gauge.builder(name, this, value).description(description).register(registry);
  }

  private double of(ToDoubleFunction<CellHealth> value) {
    CellHealth now = health;
    return now == null ? Double.NaN : value.applyAsDouble(now);
  }

  /** Counts what something beside the loop has counted, such as what recordings dropped. */
  public void count(String name, String description, String tag, String value, LongSupplier count) {
    asked.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(description)
        .tag(tag, value)
        .register(registry);
  }

  /** Shows whether a part beside the loop does what it is for, and its numbers as gauges. */
  public void watch(String part, Supplier<Optional<PartHealth>> how) {
    asked.add(how);
    Gauge.builder(
            "cobot.part.up", how, h -> h.get().map(p -> p.isWell() ? 1.0 : 0.0).orElse(Double.NaN))
        .description("Whether a part beside the loop does what it is for.")
        .tag("part", part)
        .register(registry);
  }

  /** Shows a number of a part, by its name there. */
  public void show(
      String name, String description, Supplier<Optional<PartHealth>> how, String value) {
    asked.add(how);
    Gauge.builder(name, how, h -> number(h.get(), value))
        .description(description)
        .register(registry);
  }

  private static double number(Optional<PartHealth> part, String value) {
    String text = part.map(p -> p.values().get(value)).orElse(null);
    try {
      return text == null ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public void on(CellEvent event) {
    if (event instanceof CellEvent.Ticked tick) {
      ticks.record(Duration.ofNanos(tick.tickNanos()));
      tick.stageNanos()
          .forEach((stage, nanos) -> stages.get(stage).record(Duration.ofNanos(nanos)));
    } else if (event instanceof CellEvent.Accepted) {
      isRunning = true;
    } else if (event instanceof CellEvent.Ended ended) {
      end(ended.report());
    } else if (event instanceof CellEvent.Stopped stopped) {
      Counter.builder("cobot.gate.refusals")
          .description("Stops of the safety gate, by reason.")
          .tag("reason", stopped.stopped().reason().name().toLowerCase(Locale.ROOT))
          .register(registry)
          .increment();
    } else if (event instanceof CellEvent.Clipped) {
      clips.increment();
    } else if (event instanceof CellEvent.Rejected) {
      rejected.increment();
    } else if (event instanceof CellEvent.Health newest) {
      health = newest.health();
      heardNanos = monotonic.getAsLong();
    } else if (event instanceof CellEvent.Status status) {
      isRunning = status.status().report().isEmpty() && status.status().command().isPresent();
    }
  }

  private void end(CommandReport report) {
    Counter.builder("cobot.commands")
        .description("Commands that have ended, by outcome and reason.")
        .tag("outcome", report.outcome().kind().word())
        .tag("reason", report.reason().map(r -> r.name().toLowerCase(Locale.ROOT)).orElse("none"))
        .register(registry)
        .increment();
  }

  /** Returns the metrics in Prometheus' text format 0.0.4. */
  String text() {
    return registry.scrape();
  }

  /** Returns why the loop is taken to hang; nothing when it is alive or has not begun yet. */
  Optional<String> hangs() {
    double silentSeconds = health == null ? 0 : (monotonic.getAsLong() - heardNanos) * 1e-9;
    return silentSeconds * 1e9 > SILENT_NANOS
        ? Optional.of(
            String.format(Locale.ROOT, "the loop has said nothing for %.0f s", silentSeconds))
        : Optional.empty();
  }

  /** Returns what is missing before a command can be carried out. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    hangs().ifPresent(missing::add);
    CellHealth now = health;
    if (now == null) {
      missing.add("the loop has not begun yet");
      return missing;
    }
    if (!(now.jointAgeSeconds() <= FRESH_SECONDS)) {
      missing.add("no joint states come");
    }
    if (!(now.imageAgeSeconds() <= FRESH_SECONDS)) {
      missing.add("no pictures come");
    }
    now.gateStop().ifPresent(why -> missing.add("the gate is stopped: " + why));
    return missing;
  }
}
