package dev.cobot.node.app;

import dev.cobot.action.safety.Release;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where commands come in: one at a time is let through, the others are refused with a reason, and
 * an id that was answered gets the same answer again.
 */
final class CommandDesk {
  private static final int REMEMBERED = 64;

  private final Map<String, CellStatus> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CellStatus> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What becomes of a command at the door. */
  sealed interface Admission {
    /** It begins. */
    record Begin(Command command) implements Admission {}

    /** It runs already. */
    record Running() implements Admission {}

    /** It was answered before. */
    record Answered(CellStatus answer) implements Admission {}

    /** It is refused. */
    record Refused(Command command, CommandReport report) implements Admission {}
  }

  /**
   * Decides about a command.
   *
   * @param running the one that runs
   * @param stopped why the gate is stopped, if it is
   */
  Admission admit(
      Command command,
      Optional<Command> running,
      Optional<Release.Stopped> stopped,
      long nowNanos) {
    CellStatus answer = answers.get(command.id());
    if (answer != null) {
      return new Admission.Answered(answer);
    }
    if (running.filter(r -> r.id().equals(command.id())).isPresent()) {
      return new Admission.Running();
    }
    if (running.isPresent()) {
      return refuse(
          command, Refusal.Reason.BUSY, "I am still busy with \"" + running.get().text() + "\"");
    }
    if (stopped.isPresent()) {
      return refuse(
          command,
          Refusal.Reason.GATE,
          "the gate is stopped: "
              + stopped.get().sentence()
              + "; look at the cell, then call /cobot/reset");
    }
    if (command.expiresNanos() < nowNanos) {
      return refuse(command, Refusal.Reason.EXPIRED, "the command has expired before it came");
    }
    return new Admission.Begin(command);
  }

  static Admission.Refused refuse(Command command, Refusal.Reason reason, String detail) {
    return new Admission.Refused(
        command,
        CommandRun.unread(command, Outcome.refused(new Refusal(reason, "runtime", detail, null))));
  }

  /**
   * Remembers how a command ended. One that came while another ran may be sent again later, so that
   * is not remembered.
   */
  void remember(CellStatus end) {
    boolean busy =
        end.report().flatMap(CommandReport::reason).equals(Optional.of(Refusal.Reason.BUSY));
    if (!busy) {
      end.command().ifPresent(command -> answers.put(command.id(), end));
    }
  }
}
