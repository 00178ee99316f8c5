package dev.cobot.node.cli.episodes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeSummary;
import dev.cobot.node.episodes.MotionTick;
import dev.cobot.node.episodes.Shot;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One episode for a person. */
final class EpisodeAccount {
  private final PrintWriter out;
  private String label = "";
  private String last = "";

  private EpisodeAccount(PrintWriter out) {
    this.out = out;
  }

  static void print(PrintWriter out, Episode episode, List<MotionTick> motion) {
    EpisodeAccount account = new EpisodeAccount(out);
    EpisodeSummary summary = episode.summary();
    JsonNode record = episode.document();
    account.head(summary);
    account.heard(summary, record.path("heard"));
    record.path("grounded").forEach(account::grounded);
    record.path("decided").forEach(account::decided);
    account.gate(record.path("gate"));
    account.did(record.path("result"), motion);
    account.outcome(summary, record.path("result"));
    account.pictures(summary, episode.shots());
    account.run(episode.run());
    out.flush();
  }

  private void head(EpisodeSummary summary) {
    begin("episode");
    line(
        "%d, %s%s, command %s",
        summary.number(),
        PointInTime.show(summary.beganMillis()),
        summary.source().isEmpty() ? "" : ", by " + summary.source(),
        summary.commandId());
  }

  private void heard(EpisodeSummary summary, JsonNode heard) {
    begin("heard");
    line("\"%s\"", summary.text());
    for (JsonNode reading : heard) {
      StringBuilder phrases = new StringBuilder();
      reading
          .path("phrases")
          .properties()
          .forEach(
              phrase ->
                  phrases
                      .append(", ")
                      .append(phrase.getKey())
                      .append(" \"")
                      .append(phrase.getValue().asText())
                      .append('"'));
      line(
          "read as %s with %.2f%s",
          reading.path("skill").asText("nothing that is known"),
          reading.path("certainty").asDouble(),
          phrases);
      if (reading.has("objection")) {
        line("objection: %s", reading.path("objection").path("detail").asText());
      }
    }
    if (summary.understood() != null) {
      line("understood as: %s", summary.understood());
    }
  }

  private void grounded(JsonNode grounded) {
    begin("saw");
    grounded.path("objects").forEach(this::object);
    begin("attended");
    grounded
        .path("attention")
        .properties()
        .forEach(
            role -> {
              StringBuilder weights = new StringBuilder();
              role.getValue()
                  .properties()
                  .forEach(
                      w ->
                          weights
                              .append(weights.isEmpty() ? "" : ", ")
                              .append(w.getKey())
                              .append(format(" %.2f", w.getValue().asDouble())));
              JsonNode means = grounded.path("means").path(role.getKey());
              line(
                  "%s: %s (%s)",
                  role.getKey(),
                  means.isTextual() ? "means " + means.asText() : "means none of them",
                  weights);
            });
  }

  private void object(JsonNode object) {
    JsonNode p = object.path("positionMeters");
    JsonNode s = object.path("uncertainty").path("positionMeters");
    line(
        "%-10s %-14s at (%4.0f, %4.0f, %3.0f) mm, +/- (%.0f, %.0f, %.0f), yaw %.0f +/- %.0f deg,"
            + " score %.2f",
        object.path("id").asText(),
        object.path("words").asText(),
        1000 * p.path(0).asDouble(),
        1000 * p.path(1).asDouble(),
        1000 * p.path(2).asDouble(),
        1000 * s.path(0).asDouble(),
        1000 * s.path(1).asDouble(),
        1000 * s.path(2).asDouble(),
        Math.toDegrees(object.path("yawRad").asDouble()),
        Math.toDegrees(object.path("uncertainty").path("yawRad").asDouble()),
        object.path("score").asDouble());
  }

  private void decided(JsonNode decided) {
    begin("predicted");
    JsonNode chunk = decided.path("chunk");
    JsonNode to = chunk.path("handMeters");
    line(
        "%s: %.0f %% done; in %.1f s the hand at (%.0f, %.0f, %.0f) mm, closed with %.2f, done with"
            + " %.2f",
        decided.path("phase").asText(),
        100 * decided.path("progress").asDouble(),
        chunk.path("seconds").asDouble(),
        1000 * to.path(0).asDouble(),
        1000 * to.path(1).asDouble(),
        1000 * to.path(2).asDouble(),
        chunk.path("closeProbability").asDouble(),
        chunk.path("doneProbability").asDouble());
  }

  private void gate(JsonNode gate) {
    begin("gate");
    line(
        "%d releases, %d of them slowed or clipped, %d stops",
        gate.path("released").asLong(), gate.path("clipped").asLong(), gate.path("stops").size());
    gate.path("changes")
        .forEach(
            change ->
                line(
                    "%d times such as: %s",
                    change.path("times").asLong(), change.path("last").asText()));
    gate.path("stops")
        .forEach(
            stop -> line("%s: %s", stop.path("reason").asText(), stop.path("sentence").asText()));
  }

  private void did(JsonNode result, List<MotionTick> motion) {
    begin("did");
    if (result.path("phases").size() > 0) {
      Map<String, Double> phases = new LinkedHashMap<>();
      result
          .path("phases")
          .forEach(
              p ->
                  phases.merge(p.path("name").asText(), p.path("seconds").asDouble(), Double::sum));
      StringBuilder words = new StringBuilder();
      phases.forEach(
          (name, seconds) ->
              words
                  .append(words.isEmpty() ? "" : ", ")
                  .append(name)
                  .append(format(" %.1f s", seconds)));
      line("%s", words);
    }
    if (!motion.isEmpty()) {
      long span = motion.get(motion.size() - 1).stampNanos() - motion.get(0).stampNanos();
      line("%d ticks over %.1f s are kept", motion.size(), span * 1e-9);
    }
    int part = 1;
    for (JsonNode step : result.path("parts")) {
      line("%d. %s: %s", part++, step.path("words").asText(), step.path("outcome").asText());
    }
  }

  private void outcome(EpisodeSummary summary, JsonNode result) {
    begin("outcome");
    line(
        "%s%s%s",
        summary.outcome(),
        summary.reason() == null ? "" : " (" + summary.reason() + ")",
        summary.detail().isEmpty() ? "" : ": " + summary.detail());
    if (summary.question() != null) {
      line("asked: %s", summary.question());
    }
    if (result.has("objectsAfter") && result.path("objectsAfter").size() > 0) {
      begin("left");
      result.path("objectsAfter").forEach(this::object);
    }
  }

  private void pictures(EpisodeSummary summary, List<Shot> shots) {
    begin("pictures");
    for (Shot shot : shots) {
      line(
          "%s, %s at %.2f s, %d x %d",
          shot.moment(),
          shot.camera(),
          (shot.stampNanos() - summary.beganStampNanos()) * 1e-9,
          shot.widthPixels(),
          shot.heightPixels());
    }
  }

  private void run(JsonNode run) {
    begin("run");
    line(
        "cobot %s, world %s, seed %d, profile %.12s, policy %.12s",
        run.path("versions").path("cobot").asText(),
        run.path("world").asText(),
        run.path("seed").asLong(),
        run.path("sha256").path("profile").asText(),
        run.path("sha256").path("policy").asText());
  }

  private void begin(String next) {
    label = next.equals(last) ? "" : next;
    last = next;
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, "%-9s %s%n", label, printable(format(format, values)));
    label = "";
  }

  /** What was said may hold signs that would change a terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
