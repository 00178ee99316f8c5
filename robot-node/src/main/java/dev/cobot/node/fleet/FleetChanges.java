package dev.cobot.node.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What differs between one look at the fleet and the next, but for ages. One thread. */
public final class FleetChanges {
  private Map<String, CellRow> before = Map.of();

  /**
   * A cell that came, changed or is gone.
   *
   * @param isGone whether it is no longer there, or no longer asked for; the row is the last
   */
  public record Change(CellRow row, boolean isGone) {}

  /** Returns what has changed since the last call. */
  public List<Change> since(FleetSnapshot fleet) {
    Map<String, CellRow> now = new LinkedHashMap<>();
    List<Change> changes = new ArrayList<>();
    for (CellRow row : fleet.cells()) {
      CellRow still = row.still();
      now.put(row.name(), still);
      if (!still.equals(before.get(row.name()))) {
        changes.add(new Change(row, false));
      }
    }
    before.forEach(
        (name, row) -> {
          if (!now.containsKey(name)) {
            changes.add(new Change(row, true));
          }
        });
    before = now;
    return changes;
  }
}
