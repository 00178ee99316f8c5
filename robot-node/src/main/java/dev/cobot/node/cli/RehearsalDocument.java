package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.twin.TwinAnswer;
import dev.cobot.sim2real.twin.TwinScene;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was rehearsed, as JSON and for a person. */
final class RehearsalDocument {
  private static final JsonMapper JSON = new JsonMapper();

  /** Less than this is no adjustment worth telling. */
  private static final double ADJUSTED_METERS = 0.001;

  private RehearsalDocument() {}

  static ObjectNode of(CommandReport.Rehearsed rehearsed) {
    RehearsalReport report = rehearsed.report();
    ObjectNode node = JSON.createObjectNode();
    node.put("n", report.twins());
    node.put("successes", report.successes());
    node.put("minRate", rehearsed.minRate());
    node.putArray("interval").add(report.wilsonLow()).add(report.wilsonHigh());
    node.set("failures", JSON.valueToTree(report.failures()));
    node.put("failureDetail", report.failureDetail().isEmpty() ? null : report.failureDetail());
    number(node, "expectedSeconds", report.expectedSeconds());
    number(node, "worstClearanceMeters", report.worstClearanceMeters());
    node.put("nearest", report.nearestId().isEmpty() ? null : report.nearestId());
    node.put("seconds", rehearsed.seconds());
    ArrayNode adjusted = node.putArray("adjusted");
    for (TwinScene.Placement placement : adjusted(report)) {
      adjusted
          .addObject()
          .put("id", placement.id())
          .put("support", placement.support())
          .put("shiftedMeters", placement.shiftedMeters())
          .put("liftedMeters", placement.liftedMeters());
    }
    ArrayNode leftOut = node.putArray("leftOut");
    if (report.mostLikely() instanceof TwinAnswer.Built built) {
      for (TwinScene.LeftOut out : built.scene().leftOut()) {
        leftOut
            .addObject()
            .put("id", out.id())
            .put("why", out.why().name())
            .put("detail", out.detail());
      }
      node.putNull("refused");
    } else if (report.mostLikely() instanceof TwinAnswer.Refused refused) {
      node.putObject("refused")
          .put("reason", refused.reason().name())
          .put("id", refused.objectId())
          .put("detail", refused.detail());
    }
    return node;
  }

  private static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static List<TwinScene.Placement> adjusted(RehearsalReport report) {
    return report.mostLikely() instanceof TwinAnswer.Built built
        ? built.scene().placements().stream()
            .filter(p -> p.movedMeters() >= ADJUSTED_METERS)
            .toList()
        : List.of();
  }

  /** Returns some lines for a person. */
  static List<String> lines(CommandReport.Rehearsed rehearsed) {
    RehearsalReport report = rehearsed.report();
    String result =
        String.format(
            Locale.ROOT,
            "%d of %d twins succeed (95 %% interval %.0f..%.0f %%), in %.1f s%s",
            report.successes(),
            report.twins(),
            100 * report.wilsonLow(),
            100 * report.wilsonHigh(),
            rehearsed.seconds(),
            report.failures().isEmpty()
                ? ""
                : "; "
                    + report.failures().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> e.getValue() + " x " + e.getKey())
                        .collect(Collectors.joining(", ")));
    StringBuilder more = new StringBuilder();
    if (Double.isFinite(report.expectedSeconds())) {
      more.append(String.format(Locale.ROOT, "expected %.1f s", report.expectedSeconds()));
    }
    if (!report.nearestId().isEmpty()) {
      more.append(
          String.format(
              Locale.ROOT,
              "%snearest to %s with %.0f mm",
              more.isEmpty() ? "" : ", ",
              report.nearestId(),
              1000 * report.worstClearanceMeters()));
    }
    String moved =
        adjusted(report).stream()
            .map(p -> String.format(Locale.ROOT, "%s %.0f mm", p.id(), 1000 * p.movedMeters()))
            .collect(Collectors.joining(", "));
    if (!moved.isEmpty()) {
      more.append(more.isEmpty() ? "" : "; ").append("put right: ").append(moved);
    }
    if (report.mostLikely() instanceof TwinAnswer.Refused refused) {
      more.append(more.isEmpty() ? "" : "; ").append("no twin: ").append(refused.detail());
    }
    return more.isEmpty() ? List.of(result) : List.of(result, more.toString());
  }
}
