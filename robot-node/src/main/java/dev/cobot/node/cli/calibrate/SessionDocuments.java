package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorSummary;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.JournalEntry;
import dev.cobot.sim2real.calibration.session.RegressionCheck;
import dev.cobot.sim2real.calibration.session.RunComparison;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.RunSummary;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** What is stored, as the JSON documents that {@code --json} prints; times are ISO 8601, UTC. */
final class SessionDocuments {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private SessionDocuments() {}

  /** Returns a time as a table has it. */
  static String when(long epochMillis) {
    return WHEN.format(Instant.ofEpochMilli(epochMillis));
  }

  static ObjectNode summary(RunSummary run) {
    return NODES
        .objectNode()
        .put("run", run.number())
        .put("session", run.sessionId())
        .put("kind", run.kind().id())
        .put("camera", run.cameraId())
        .put("createdAt", iso(run.createdAtMillis()))
        .put("images", run.images())
        .put("verdict", run.verdict().id())
        .put("regression", run.regression().id())
        .put("accepted", run.accepted());
  }

  static ObjectNode run(StoredRun stored) {
    CalibrationRun run = stored.run();
    ObjectNode document =
        NODES
            .objectNode()
            .put("run", stored.number())
            .put("session", run.sessionId())
            .put("kind", run.kind().id())
            .put("camera", run.cameraId())
            .put("createdAt", iso(run.provenance().createdAtMillis()))
            .put("accepted", stored.accepted())
            .put("verdict", run.finding().verdict().id())
            .put("detail", run.finding().detail())
            .put("errorUnit", run.errorUnit().id());
    document.set("regression", regression(stored.regression()));
    document.set("softwareVersions", texts(run.provenance().softwareVersions()));
    document.set("modelHashes", texts(run.provenance().modelHashes()));
    document.set("cameraBefore", orNull(run.finding().cameraBefore()));
    document.set("cameraAfter", orNull(run.finding().cameraAfter()));
    document.set("result", run.finding().result());
    document.set("labels", orNull(run.labels()));
    document.set("errors", errors(run));
    ArrayNode images = document.putArray("images");
    run.images().forEach(image -> images.add(image(image)));
    return document;
  }

  private static ObjectNode image(RunImage image) {
    return NODES
        .objectNode()
        .put("name", image.name())
        .put("path", image.path())
        .put("sha256", image.sha256())
        .put("bytes", image.bytes())
        .put("widthPixels", image.widthPixels())
        .put("heightPixels", image.heightPixels())
        .put("role", image.role().id())
        .put("errorBefore", image.errorBefore())
        .put("errorAfter", image.errorAfter());
  }

  private static ObjectNode errors(CalibrationRun run) {
    ObjectNode errors = NODES.objectNode();
    for (ImageRole role : ImageRole.values()) {
      ObjectNode ofRole = errors.putObject(role.id());
      ofRole.set("before", errors(ErrorSummary.of(run, role, false)));
      ofRole.set("after", errors(ErrorSummary.of(run, role, true)));
    }
    return errors;
  }

  private static ObjectNode errors(ErrorSummary errors) {
    return NODES
        .objectNode()
        .put("images", errors.images())
        .put("withError", errors.withError())
        .put("median", errors.median())
        .put("percentile90", errors.percentile90());
  }

  private static JsonNode regression(RegressionCheck check) {
    return check == null
        ? NODES.nullNode()
        : NODES
            .objectNode()
            .put("outcome", check.outcome().id())
            .put("images", check.images())
            .put("medianDifference", check.medianDifference())
            .put("low", check.low())
            .put("high", check.high())
            .put("detail", check.detail());
  }

  static ObjectNode comparison(RunComparison comparison) {
    ObjectNode document = NODES.objectNode();
    document.put("kind", comparison.a().run().kind().id());
    document.set("a", compared(comparison.a()));
    document.set("b", compared(comparison.b()));
    ArrayNode parameters = document.putArray("parameters");
    for (RunComparison.Parameter parameter : comparison.parameters()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("a", parameter.a())
          .put("b", parameter.b())
          .put("difference", parameter.difference())
          .put("sigmas", parameter.sigmas());
    }
    document
        .putObject("images")
        .put("shared", comparison.sharedImages())
        .put("aAlone", comparison.imagesOfAAlone())
        .put("bAlone", comparison.imagesOfBAlone());
    document.set("onSharedImages", regression(comparison.onSharedImages()));
    ArrayNode warnings = document.putArray("warnings");
    comparison.warnings().forEach(warnings::add);
    return document;
  }

  private static ObjectNode compared(StoredRun stored) {
    ObjectNode document =
        NODES
            .objectNode()
            .put("run", stored.number())
            .put("session", stored.run().sessionId())
            .put("camera", stored.run().cameraId())
            .put("verdict", stored.run().finding().verdict().id())
            .put("accepted", stored.accepted())
            .put("errorUnit", stored.run().errorUnit().id());
    document.set("errors", errors(stored.run()));
    return document;
  }

  static ObjectNode entry(JournalEntry entry) {
    return NODES
        .objectNode()
        .put("at", iso(entry.atMillis()))
        .put("kind", entry.kind().id())
        .put("camera", entry.cameraId())
        .put("action", entry.action().id())
        .put("fromRun", entry.fromRun())
        .put("toRun", entry.toRun())
        .put("why", entry.why());
  }

  /** Returns a journal's entry as a line for people. */
  static String sentence(JournalEntry entry) {
    return when(entry.atMillis())
        + " "
        + entry.action().id()
        + ": "
        + entry.kind().id()
        + " of camera "
        + entry.cameraId()
        + ", "
        + (entry.fromRun() == null ? "none" : "run " + entry.fromRun())
        + " -> "
        + (entry.toRun() == null ? "none" : "run " + entry.toRun())
        + ". "
        + entry.why();
  }

  private static String iso(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }

  private static ObjectNode texts(Map<String, String> texts) {
    ObjectNode node = NODES.objectNode();
    texts.forEach(node::put);
    return node;
  }

  private static JsonNode orNull(JsonNode document) {
    return document == null ? NODES.nullNode() : document;
  }
}
