package dev.cobot.node.fleet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The fleet at one moment.
 *
 * @param cells by site and name
 * @param recent ends of commands that were told since this view came, the newest first
 * @param rejected messages that were not taken
 * @param unseenCells messages of cells for which there was no room
 * @param lastRejection why the newest of both was not taken, or null
 */
public record FleetSnapshot(
    long epochMillis,
    List<CellRow> cells,
    List<Event> recent,
    long rejected,
    long unseenCells,
    String lastRejection) {
  public FleetSnapshot {
    cells = List.copyOf(cells);
    recent = List.copyOf(recent);
  }

  /** A command has ended in a cell. */
  public record Event(long epochMillis, String site, String cell, CellRow.Last last) {}

  /** Returns how many cells stand how. */
  public Map<CellStanding, Integer> counts() {
    Map<CellStanding, Integer> counts = new EnumMap<>(CellStanding.class);
    for (CellStanding standing : CellStanding.values()) {
      counts.put(standing, 0);
    }
    cells.forEach(row -> counts.merge(row.standing(), 1, Integer::sum));
    return counts;
  }

  /** Returns the same with the cells that are asked for, in the order that is. */
  public FleetSnapshot with(FleetQuery query) {
    return new FleetSnapshot(
        epochMillis, query.apply(cells), recent, rejected, unseenCells, lastRejection);
  }
}
