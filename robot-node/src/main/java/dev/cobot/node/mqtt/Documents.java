package dev.cobot.node.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.CommandReport;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What the bridge says, as JSON after the schemas beside this class. Every document names the
 * version of its schema, the time and the start of the runtime that it comes from.
 */
final class Documents {
  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final String bootId = UUID.randomUUID().toString();
  private final LongSupplier epochMillis;

  /**
   * @param epochMillis {@link System#currentTimeMillis}, or the test's clock
   */
  Documents(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  /** Whether the runtime is reached, as the connection topic says it. */
  enum Presence {
    ONLINE,
    OFFLINE,
    CONNECTION_BROKEN
  }

  byte[] connection(Presence presence) {
    return bytes(begin().put("connection", presence.name()));
  }

  byte[] factsheet(ObjectNode facts) {
    ObjectNode node = begin();
    node.setAll(facts);
    return bytes(node);
  }

  /** A command begins. */
  byte[] accepted(Outbox.Taken command, String understood) {
    return bytes(
        result(command, "accepted", null, "I understood: " + understood)
            .put("understood", understood));
  }

  /** A command has ended. */
  byte[] ended(Outbox.Taken command, CommandReport report) {
    ObjectNode node =
        result(
                command,
                report.outcome().kind().word(),
                report.reason().map(Enum::name).orElse(null),
                report.outcome().detail())
            .put("question", report.outcome().question().orElse(null))
            .put("understood", report.understood())
            .put("durationSeconds", report.durationSeconds())
            .put("peerLost", report.peerLost());
    if (!report.parts().isEmpty()) {
      ArrayNode parts = node.putArray("parts");
      for (CommandReport.Part part : report.parts()) {
        parts.addObject().put("words", part.words()).put("outcome", part.word());
      }
    }
    return bytes(node);
  }

  /** The bridge itself ends a command, or says why a message was none. */
  byte[] ended(Outbox.Taken command, String outcome, BridgeReason reason, String detail) {
    return bytes(result(command, outcome, reason.name(), detail));
  }

  private ObjectNode result(Outbox.Taken command, String outcome, String reason, String detail) {
    return begin()
        .put("resultId", UUID.randomUUID().toString())
        .put("commandId", command == null ? null : command.id())
        .put("text", command == null ? null : command.text())
        .put("issuer", command == null || command.issuer().isEmpty() ? null : command.issuer())
        .put("outcome", outcome)
        .put("reason", reason)
        .put("detail", detail)
        .putNull("question")
        .putNull("understood");
  }

  /** What the runtime is at; parts of which nothing is known yet are null. */
  byte[] state(
      CellStatus status,
      CellStatus lastEnd,
      CellHealth health,
      MqttHealth mqtt,
      Optional<CalibrationGap> gap) {
    ObjectNode node = begin();
    node.put("mode", status.mode().name().toLowerCase(Locale.ROOT));
    if (status.command().isPresent() && status.report().isEmpty()) {
      node.putObject("command")
          .put("id", status.command().get().id())
          .put("text", status.command().get().text())
          .put("phase", status.phase());
    } else {
      node.putNull("command");
    }
    Optional<CommandReport> end = Optional.ofNullable(lastEnd).flatMap(CellStatus::report);
    if (end.isPresent()) {
      CommandReport report = end.get();
      node.putObject("lastResult")
          .put("commandId", report.commandId())
          .put("text", report.text())
          .put("outcome", report.outcome().kind().word())
          .put("reason", report.reason().map(Enum::name).orElse(null))
          .put("detail", report.outcome().detail())
          .put("question", report.outcome().question().orElse(null));
    } else {
      node.putNull("lastResult");
    }
    if (health == null) {
      node.putNull("safety").putNull("inputs").putNull("loop");
    } else {
      node.putObject("safety")
          .put("gateStop", health.gateStop().orElse(null))
          .put("stops", health.gateStops())
          .put("clips", health.gateClips());
      ObjectNode inputs = node.putObject("inputs");
      putSeconds(inputs, "jointAgeSeconds", health.jointAgeSeconds());
      putSeconds(inputs, "imageAgeSeconds", health.imageAgeSeconds());
      ObjectNode loop = node.putObject("loop");
      putSeconds(loop, "tickP50Millis", health.tickP50Millis());
      putSeconds(loop, "tickP99Millis", health.tickP99Millis());
      loop.put("lateTicks", health.lateTicks());
    }
    node.putObject("mqtt")
        .put("waitingMessages", mqtt.waiting())
        .put("droppedMessages", mqtt.dropped())
        .put("deniedPublishes", mqtt.denied())
        .put("rejectedCommands", mqtt.rejected())
        .put("problem", mqtt.problem().orElse(null));
    if (gap.isPresent()) {
      CalibrationGap known = gap.get();
      node.putObject("calibrationGap")
          .put("session", known.session())
          .put("camera", known.camera())
          .put("time", Instant.ofEpochMilli(known.epochMillis()).toString())
          .put("pictures", known.pictures())
          .put("medianMeters", known.medianMeters())
          .put("earlierMedianMeters", known.earlierMedianMeters().orElse(null));
    } else {
      node.putNull("calibrationGap");
    }
    return bytes(node);
  }

  private static void putSeconds(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private ObjectNode begin() {
    return JSON.createObjectNode()
        .put("version", VERSION)
        .put("time", Instant.ofEpochMilli(epochMillis.getAsLong()).toString())
        .put("bootId", bootId);
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The document cannot be written as JSON", e);
    }
  }
}
