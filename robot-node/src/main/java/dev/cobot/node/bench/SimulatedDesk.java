package dev.cobot.node.bench;

import dev.cobot.action.skill.Outcome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.mqtt.MqttBridge;
import dev.cobot.node.mqtt.MqttDesk;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What stands behind a bridge in place of the runtime's loop, its models and an arm: every 40 ms,
 * as there, it takes a command that waits and says that it is accepted; two seconds later it says
 * that it is done. It understands, sees and moves nothing. It tells its status once a second.
 * {@link #tick} belongs to one thread.
 */
final class SimulatedDesk implements MqttDesk {
  static final long TICK_NANOS = 40_000_000L;
  private static final long TASK_NANOS = 2_000_000_000L;
  private static final long STATUS_NANOS = 1_000_000_000L;
  private static final CellHealth HEALTH =
      new CellHealth(0.01, 0.03, Optional.empty(), 0, 0, 10, 25, 0);

  private final MqttBridge bridge;
  private final Queue<Command> waiting = new ConcurrentLinkedQueue<>();
  private final Set<String> ran = new HashSet<>();
  private long ranTwice;
  private Command running;
  private long endsMonotonic;
  private long statusMonotonic;

  /**
   * @param phase of its second at which it tells its status, [0, 1)
   */
  SimulatedDesk(MqttBridge bridge, double phase) {
    this.bridge = bridge;
    statusMonotonic = System.nanoTime() + Math.round(phase * STATUS_NANOS);
  }

  MqttBridge bridge() {
    return bridge;
  }

  @Override
  public boolean offer(Command command) {
    return waiting.add(command);
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  synchronized long ranTwice() {
    return ranTwice;
  }

  synchronized void tick() {
    long now = System.nanoTime();
    if (running != null && now - endsMonotonic >= 0) {
      CommandReport report = report(running);
      bridge.on(new CellEvent.Status(status(now, Optional.of(report))));
      bridge.on(new CellEvent.Ended(now, report));
      running = null;
    }
    if (running == null && !waiting.isEmpty()) {
      running = waiting.remove();
      ranTwice += ran.add(running.id()) ? 0 : 1;
      endsMonotonic = now + TASK_NANOS;
      bridge.on(new CellEvent.Accepted(now, running, running.text()));
      bridge.on(new CellEvent.Status(status(now, Optional.empty())));
    }
    if (now - statusMonotonic >= 0) {
      statusMonotonic += STATUS_NANOS;
      bridge.on(new CellEvent.Health(now, HEALTH));
      bridge.on(new CellEvent.Status(status(now, Optional.empty())));
    }
  }

  private CellStatus status(long now, Optional<CommandReport> report) {
    return new CellStatus(
        running == null || report.isPresent() ? CellStatus.Mode.IDLE : CellStatus.Mode.ACTING,
        now,
        Optional.ofNullable(running),
        running == null ? "" : "reach",
        report,
        Optional.empty());
  }

  private static CommandReport report(Command command) {
    return new CommandReport(
        command.id(),
        command.text(),
        Outcome.done("nothing was moved"),
        command.text(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        0,
        0,
        List.of(),
        0,
        0,
        TASK_NANOS * 1e-9,
        false,
        null,
        null,
        List.of());
  }
}
