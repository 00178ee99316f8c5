package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.language.Role;
import dev.cobot.node.app.TickTimes;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.dataset.ObjectJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The result of {@code run} as JSON. */
final class RunDocument {
  private static final JsonMapper JSON = new JsonMapper();

  private RunDocument() {}

  static ObjectNode of(CommandReport report, TickTimes ticks, double startSeconds, long seed) {
    ObjectNode run = JSON.createObjectNode();
    run.put("commandId", report.commandId());
    run.put("text", report.text());
    run.put("outcome", report.outcome().kind().word());
    run.put("reason", report.reason().map(Enum::name).orElse(null));
    run.put("detail", report.outcome().detail());
    run.put("question", report.outcome().question().orElse(null));
    run.put("understood", report.understood());
    ArrayNode objects = run.putArray("objects");
    report.objects().forEach(object -> objects.add(ObjectJson.believed(object)));
    ArrayNode after = run.putArray("objectsAfter");
    report.objectsAfter().forEach(object -> after.add(ObjectJson.believed(object)));
    for (Role role : Role.values()) {
      run.put(role.word(), report.role(role).orElse(null));
    }
    ObjectNode attention = run.putObject("attention");
    attention.set("modality", JSON.valueToTree(report.modalityAttention()));
    for (Role role : Role.values()) {
      attention.set(
          role == Role.TARGET ? "object" : role.word(),
          JSON.valueToTree(report.attention().getOrDefault(role, Map.of())));
    }
    run.set("surprise", JSON.valueToTree(report.surprise()));
    run.set(
        "rehearsal",
        report.rehearsal() == null
            ? JSON.getNodeFactory().nullNode()
            : RehearsalDocument.of(report.rehearsal()));
    ArrayNode phases = run.putArray("phases");
    for (CommandReport.Phase phase : report.phases()) {
      phases.addObject().put("name", phase.name()).put("seconds", phase.seconds());
    }
    if (!report.parts().isEmpty()) {
      ArrayNode parts = run.putArray("parts");
      report.parts().forEach(part -> parts.add(of(part)));
    }
    ObjectNode gate = run.putObject("gate");
    gate.put("stops", report.stops());
    gate.put("clipped", report.clipped());
    gate.set("examples", JSON.valueToTree(report.clipExamples()));
    ObjectNode timing = run.putObject("timing");
    number(timing, "startSeconds", startSeconds);
    timing.put("motionSeconds", report.motionSeconds());
    number(timing, "peakRssMiB", peakRssMiB());
    timing.put("ticks", ticks.count());
    number(timing, "tickP50Millis", ticks.percentileMillis(50));
    number(timing, "tickP99Millis", ticks.percentileMillis(99));
    run.put("durationSeconds", report.durationSeconds());
    run.put("seed", seed);
    return run;
  }

  private static ObjectNode of(CommandReport.Part part) {
    ObjectNode node = JSON.createObjectNode();
    node.put("words", part.words());
    node.put("outcome", part.word());
    if (part.report().isPresent()) {
      CommandReport report = part.report().get();
      node.put("reason", report.reason().map(Enum::name).orElse(null));
      node.put("detail", report.outcome().detail());
      for (Role role : Role.values()) {
        node.put(role.word(), report.role(role).orElse(null));
      }
      node.put("motionSeconds", report.motionSeconds());
      node.put("durationSeconds", report.durationSeconds());
    }
    return node;
  }

  /**
   * Returns the largest resident memory of this process so far, or NaN where the system does not
   * tell.
   */
  private static double peakRssMiB() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }

  private static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
