package dev.cobot.node.event;

import java.util.Optional;

/** Hears everything that happens in a cell. Called on the loop's thread; must not wait. */
@FunctionalInterface
public interface CellListener {
  void on(CellEvent event);

  /** Returns how this listener is, if that is worth a line of the diagnostics; must not wait. */
  default Optional<PartHealth> health() {
    return Optional.empty();
  }
}
