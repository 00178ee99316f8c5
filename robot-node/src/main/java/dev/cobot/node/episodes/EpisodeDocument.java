package dev.cobot.node.episodes;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.Release;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.dataset.ObjectJson;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one command's events tell, as JSON. It grows while the command runs, up to a bound. */
final class EpisodeDocument {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_CHANGES = 32;

  private final ObjectNode root = JSON.createObjectNode();
  private final ArrayNode heard = root.putArray("heard");
  private final ArrayNode grounded = root.putArray("grounded");
  private final ArrayNode decided = root.putArray("decided");
  private final ObjectNode gate = root.putObject("gate");
  private final ObjectNode changes = JSON.createObjectNode();
  private final ArrayNode stops = JSON.createArrayNode();
  private ActionChunk chunk;
  private long released;
  private long clipped;
  private List<String> jointNames = List.of();

  EpisodeDocument() {
    showGate();
  }

  String text() {
    return root.toString();
  }

  void take(CellEvent event) {
    if (event instanceof CellEvent.Heard hear) {
      add(heard, hear(hear.reading()));
    } else if (event instanceof CellEvent.Grounded ground) {
      add(grounded, ground(ground));
    } else if (event instanceof CellEvent.Attended attended) {
      add(decided, decide(attended));
    } else if (event instanceof CellEvent.Released) {
      released++;
    } else if (event instanceof CellEvent.Clipped clip) {
      clipped++;
      clip.changes().forEach(this::change);
    } else if (event instanceof CellEvent.Stopped stop) {
      add(stops, stop(stop.stopped()));
    } else if (event instanceof CellEvent.Ticked tick) {
      tick.chunk().ifPresent(newest -> chunk = newest);
      name(tick.arm().jointNames());
    } else if (event instanceof CellEvent.Ended end) {
      root.set("result", result(end.report()));
    }
    showGate();
  }

  private static void add(ArrayNode list, ObjectNode entry) {
    if (list.size() < MAX_ENTRIES) {
      list.add(entry);
    }
  }

  private void name(List<String> names) {
    if (!names.equals(jointNames)) {
      jointNames = names;
      root.set("joints", JSON.valueToTree(names));
    }
  }

  private void change(String change) {
    // One example for each kind, with how often it came: what is before the numbers names it.
    int number = 0;
    while (number < change.length() && "-.0123456789".indexOf(change.charAt(number)) < 0) {
      number++;
    }
    String kind = change.substring(0, number).strip();
    if (changes.has(kind) || changes.size() < MAX_CHANGES) {
      long times = changes.path(kind).path("times").asLong() + 1;
      changes.putObject(kind).put("times", times).put("last", change);
    }
  }

  private void showGate() {
    gate.put("released", released).put("clipped", clipped);
    gate.set("changes", changes);
    gate.set("stops", stops);
  }

  private static ObjectNode hear(CommandReading reading) {
    ObjectNode node = JSON.createObjectNode();
    node.put("text", reading.text());
    node.put("skill", reading.meaning().skill().orElse(null));
    node.put("certainty", reading.skillProbability());
    ObjectNode phrases = node.putObject("phrases");
    for (Role role : Role.values()) {
      Reference reference = reading.meaning().reference(role);
      if (!reference.isNone()) {
        phrases.put(role.word(), reference.words());
      }
    }
    if (reading.objection().isPresent()) {
      Objection objection = reading.objection().get();
      node.putObject("objection")
          .put("cause", objection.cause().name())
          .put("detail", objection.detail())
          .put("question", objection.question());
    }
    return node;
  }

  private static ObjectNode ground(CellEvent.Grounded event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("stamp", event.stampNanos() * 1e-9).put("understood", event.understood());
    ObjectNode means = node.putObject("means");
    ObjectNode attention = node.putObject("attention");
    for (Role role : Role.values()) {
      if (event.grounding().roles().containsKey(role)) {
        event.grounding().meant(role).ifPresent(track -> means.put(role.word(), track.id()));
        attention.set(role.word(), JSON.valueToTree(event.grounding().weights(role)));
      }
    }
    ArrayNode objects = node.putArray("objects");
    for (Track track : event.grounding().tracks()) {
      objects.add(object(track.attributes()).put("sightings", track.sightings()));
    }
    return node;
  }

  private static ObjectNode object(ObjectAttributes attributes) {
    return ObjectJson.believed(attributes).put("words", attributes.words());
  }

  private ObjectNode decide(CellEvent.Attended event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("stamp", event.stampNanos() * 1e-9);
    node.put("phase", event.phase()).put("progress", event.progress());
    ObjectNode modality = node.putObject("modality");
    for (Map.Entry<Role, Broadcast> broadcast : event.broadcasts().entrySet()) {
      modality.set(
          broadcast.getKey().word(), JSON.valueToTree(broadcast.getValue().modalityAttention()));
    }
    node.set("surprise", JSON.valueToTree(event.surprise()));
    if (chunk != null) {
      node.set("chunk", chunk(chunk));
    }
    return node;
  }

  /** Where the hand should be at the end of the intended motion, and how sure the rest is. */
  private static ObjectNode chunk(ActionChunk chunk) {
    ActionChunk.Step last = chunk.steps().get(chunk.steps().size() - 1);
    Vector3 to = last.tableFromTool().translation();
    ObjectNode node = JSON.createObjectNode();
    node.put("seconds", chunk.steps().size() * chunk.stepSeconds());
    node.putArray("handMeters").add(to.x()).add(to.y()).add(to.z());
    node.put("closeProbability", last.closeProbability());
    node.put("doneProbability", last.doneProbability());
    return node;
  }

  private static ObjectNode stop(Release.Stopped stopped) {
    ObjectNode node = JSON.createObjectNode();
    node.put("reason", stopped.reason().name());
    putFinite(node, "measured", stopped.measured());
    putFinite(node, "limit", stopped.limit());
    return node.put("sentence", stopped.sentence());
  }

  private static void putFinite(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static ObjectNode result(CommandReport report) {
    ObjectNode node = JSON.createObjectNode();
    node.put("outcome", report.outcome().kind().word());
    node.put("reason", report.reason().map(Enum::name).orElse(null));
    node.put("detail", report.outcome().detail());
    node.put("question", report.outcome().question().orElse(null));
    node.put("understood", report.understood());
    ArrayNode objects = node.putArray("objects");
    report.objects().forEach(o -> objects.add(object(o)));
    ArrayNode after = node.putArray("objectsAfter");
    report.objectsAfter().forEach(o -> after.add(object(o)));
    ObjectNode means = node.putObject("means");
    report.roles().forEach((role, id) -> means.put(role.word(), id));
    node.set("modality", JSON.valueToTree(report.modalityAttention()));
    node.set("surprise", JSON.valueToTree(report.surprise()));
    ArrayNode phases = node.putArray("phases");
    report
        .phases()
        .forEach(p -> phases.addObject().put("name", p.name()).put("seconds", p.seconds()));
    node.put("gateStops", report.stops()).put("gateClips", report.clipped());
    node.put("motionSeconds", report.motionSeconds());
    node.put("durationSeconds", report.durationSeconds());
    node.put("peerLost", report.peerLost());
    if (report.rehearsal() != null) {
      node.putObject("rehearsal")
          .put("rate", report.rehearsal().report().rate())
          .put("seconds", report.rehearsal().seconds());
    }
    List<CommandReport.Part> parts = new ArrayList<>(report.parts());
    if (!parts.isEmpty()) {
      ArrayNode list = node.putArray("parts");
      for (CommandReport.Part part : parts) {
        list.addObject()
            .put("words", part.words())
            .put("outcome", part.word())
            .put(
                "reason",
                part.report().flatMap(CommandReport::reason).map(Enum::name).orElse(null));
      }
    }
    return node;
  }
}
