package dev.cobot.node.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.language.Role;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.Topics;
import java.util.Locale;

/** What the state and explain topics say, as JSON. */
final class StatusJson {
  private static final JsonMapper JSON = new JsonMapper();

  private StatusJson() {}

  static String of(CellStatus status) {
    return node(status).toString();
  }

  private static ObjectNode node(CellStatus status) {
    ObjectNode node = JSON.createObjectNode();
    node.put("state", status.mode().name().toLowerCase(Locale.ROOT));
    node.put("stamp", status.stampNanos() * 1e-9);
    if (status.report().isPresent()) {
      CommandReport report = status.report().get();
      node.put("commandId", report.commandId());
      node.put("text", report.text());
      node.put("outcome", report.outcome().kind().word());
      node.put("reason", report.reason().map(Enum::name).orElse(null));
      node.put("detail", report.outcome().detail());
      node.put("question", report.outcome().question().orElse(null));
      node.put("peerLost", report.peerLost());
      if (!report.parts().isEmpty()) {
        ArrayNode parts = node.putArray("parts");
        for (CommandReport.Part part : report.parts()) {
          parts.addObject().put("words", part.words()).put("outcome", part.word());
        }
      }
    } else if (status.command().isPresent()) {
      node.put("commandId", status.command().get().id());
      node.put("text", status.command().get().text());
      node.put("phase", status.phase());
      node.putNull("outcome");
    } else {
      node.putNull("commandId");
      status.detail().ifPresent(detail -> node.put("detail", detail));
    }
    return node;
  }

  /** A message that is no command has no id to answer to; whoever listens learns why. */
  static String of(CellEvent.Rejected rejected) {
    ObjectNode node = JSON.createObjectNode();
    node.put("state", rejected.status().mode().name().toLowerCase(Locale.ROOT));
    node.put("stamp", rejected.status().stampNanos() * 1e-9);
    node.putNull("commandId");
    node.put("outcome", "refused");
    node.put("reason", "NOT_UNDERSTOOD");
    node.put("detail", rejected.why());
    return node.toString();
  }

  static String of(CellEvent.Attended attended) {
    ObjectNode node = JSON.createObjectNode();
    node.put("commandId", attended.commandId());
    node.put("stamp", attended.stampNanos() * 1e-9);
    node.put("understood", attended.understood());
    node.put("phase", attended.phase());
    ObjectNode attention = node.putObject("attention");
    Broadcast broadcast = attended.broadcasts().get(Role.TARGET);
    if (broadcast != null) {
      attention.set("modality", JSON.valueToTree(broadcast.modalityAttention()));
    }
    for (Role role : Role.values()) {
      node.put(role.word(), attended.grounding().meant(role).map(t -> t.id()).orElse(null));
      attention.set(
          role == Role.TARGET ? "object" : role.word(),
          JSON.valueToTree(attended.grounding().weights(role)));
    }
    node.set("surprise", JSON.valueToTree(attended.surprise()));
    node.put("progress", attended.progress());
    node.put("objects", Topics.OBJECTS);
    return node.toString();
  }
}
