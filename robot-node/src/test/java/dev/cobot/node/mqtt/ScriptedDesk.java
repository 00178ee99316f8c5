package dev.cobot.node.mqtt;

import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A desk with a loop of its own, without an arm: each command begins, takes a while and is done;
 * "long" takes three seconds, "which" asks back, "busy" finds the runtime busy.
 */
final class ScriptedDesk implements MqttDesk, AutoCloseable {
  private final CellListener listener;
  private final Consumer<Command> carriedOut;
  private final long millis;
  private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private CellStatus last = status(Optional.empty(), Optional.empty());
  private final Thread thread = new Thread(this::loop, "scripted-loop");

  /**
   * @param carriedOut hears of each command that begins
   * @param millis how long each takes
   */
  ScriptedDesk(CellListener listener, Consumer<Command> carriedOut, long millis) {
    this.listener = listener;
    this.carriedOut = carriedOut;
    this.millis = millis;
    thread.setDaemon(true);
  }

  ScriptedDesk start() {
    listener.on(new CellEvent.Status(last));
    thread.start();
    return this;
  }

  @Override
  public boolean offer(Command command) {
    return commands.add(command);
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  private void loop() {
    try {
      while (true) {
        Command command = commands.poll(1, TimeUnit.SECONDS);
        if (command == null) {
          listener.on(new CellEvent.Status(last));
          continue;
        }
        if (command.text().equals("busy")) {
          end(
              command,
              Outcome.refused(new Refusal(Refusal.Reason.BUSY, "desk", "I am busy", null)));
          continue;
        }
        carriedOut.accept(command);
        listener.on(new CellEvent.Accepted(nowNanos(), command, command.text()));
        TimeUnit.MILLISECONDS.sleep(command.text().equals("long") ? 3000 : millis);
        end(
            command,
            command.text().equals("which")
                ? Outcome.refused(
                    new Refusal(Refusal.Reason.AMBIGUOUS, "desk", "there are two", "Which one?"))
                : Outcome.done("done"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Command command, Outcome outcome) {
    CommandReport report = report(command, outcome);
    CellStatus end = status(Optional.of(command), Optional.of(report));
    last = end;
    listener.on(new CellEvent.Status(end));
    listener.on(new CellEvent.Ended(nowNanos(), report));
  }

  private CellStatus status(Optional<Command> command, Optional<CommandReport> report) {
    return new CellStatus(CellStatus.Mode.IDLE, nowNanos(), command, "", report, Optional.empty());
  }

  static CommandReport report(Command command, Outcome outcome) {
    return report(command, outcome, List.of());
  }

  /** As the other, of several wishes. */
  static CommandReport report(Command command, Outcome outcome, List<CommandReport.Part> parts) {
    return new CommandReport(
        command.id(),
        command.text(),
        outcome,
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
        0.5,
        false,
        null,
        null,
        parts);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
