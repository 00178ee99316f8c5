package dev.cobot.node.cell;

/** What makes simulated time go on. */
public enum CellPace {
  /** The wall clock. */
  REALTIME,
  /** Nothing holds it back: as fast as the machine is. */
  MAX,
  /** Only calls of the service {@code /cell/step}. */
  LOCKSTEP
}
