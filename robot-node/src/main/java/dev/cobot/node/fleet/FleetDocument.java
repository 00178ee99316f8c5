package dev.cobot.node.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The fleet as JSON. */
public final class FleetDocument {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int VERSION = 1;

  private FleetDocument() {}

  /**
   * Returns all of it.
   *
   * @param problem why what is shown may be old or a part, if it may
   */
  public static ObjectNode of(FleetSnapshot fleet, String broker, Optional<String> problem) {
    ObjectNode document =
        JSON.createObjectNode()
            .put("version", VERSION)
            .put("time", Instant.ofEpochMilli(fleet.epochMillis()).toString())
            .put("broker", broker)
            .put("problem", problem.orElse(null));
    ObjectNode counts = document.putObject("counts");
    fleet.counts().forEach((standing, count) -> counts.put(standing.word(), count));
    ArrayNode cells = document.putArray("cells");
    fleet.cells().forEach(row -> cells.add(of(row)));
    ArrayNode recent = document.putArray("recent");
    for (FleetSnapshot.Event event : fleet.recent()) {
      ObjectNode one =
          recent
              .addObject()
              .put("time", Instant.ofEpochMilli(event.epochMillis()).toString())
              .put("site", event.site())
              .put("cell", event.cell());
      put(one, event.last());
    }
    document
        .putObject("rejected")
        .put("messages", fleet.rejected())
        .put("ofCellsWithoutRoom", fleet.unseenCells())
        .put("last", fleet.lastRejection());
    return document;
  }

  /** Returns one cell. */
  public static ObjectNode of(CellRow row) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("site", row.site())
            .put("cell", row.cell())
            .put("standing", row.standing().word());
    if (Double.isInfinite(row.ageSeconds())) {
      node.putNull("stateAgeSeconds");
    } else {
      node.put("stateAgeSeconds", Math.round(row.ageSeconds() * 10) / 10.0);
    }
    node.put("mode", row.mode())
        .put("command", row.command())
        .put("phase", row.phase())
        .put("gateStop", row.gateStop());
    if (row.last() == null) {
      node.putNull("last");
    } else {
      put(node.putObject("last"), row.last());
    }
    node.put("software", row.software()).put("policy", row.policy());
    if (row.gap() == null) {
      node.putNull("calibrationGap");
    } else {
      node.putObject("calibrationGap")
          .put("medianMeters", row.gap().medianMeters())
          .put("changeMeters", row.gap().changeMeters())
          .put("time", row.gap().time());
    }
    return node.put("problem", row.problem());
  }

  private static void put(ObjectNode node, CellRow.Last last) {
    node.put("commandId", last.commandId())
        .put("text", last.text())
        .put("outcome", last.outcome())
        .put("reason", last.reason())
        .put("detail", last.detail());
  }
}
