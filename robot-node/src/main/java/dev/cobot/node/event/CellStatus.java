package dev.cobot.node.event;

import java.util.Optional;

/**
 * What the runtime is at, for whoever asks.
 *
 * @param stampNanos clock in use
 * @param command the command that it is about, if it is about one
 * @param phase what the command is at; empty when none runs
 * @param report how the command ended, if it has
 * @param detail one sentence, when there is something to say
 */
public record CellStatus(
    Mode mode,
    long stampNanos,
    Optional<Command> command,
    String phase,
    Optional<CommandReport> report,
    Optional<String> detail) {
  /** What the runtime is doing. */
  public enum Mode {
    IDLE,
    LOOKING,
    ACTING,
    STOPPED
  }
}
