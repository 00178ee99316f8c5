package dev.cobot.node.event;

/** Hears everything that happens in a cell. Called on the loop's thread; must not wait. */
@FunctionalInterface
public interface CellListener {
  void on(CellEvent event);
}
