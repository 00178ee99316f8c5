package dev.cobot.node.cli;

import dev.cobot.brain.language.Role;
import dev.cobot.node.app.TickTimes;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of {@code run} for a person. */
final class RunAccount {
  private RunAccount() {}

  static void print(
      PrintWriter out, CommandReport report, TickTimes ticks, double startSeconds, String written) {
    line(out, "heard", "\"" + report.text() + "\"" + (report.understood() == null ? "" : ","));
    if (report.understood() != null) {
      line(out, "", "understood as: " + report.understood());
    }
    String label = "saw";
    for (ObjectAttributes object : report.objects()) {
      line(out, label, describe(object));
      label = "";
    }
    Map<String, Double> target = report.attention().getOrDefault(Role.TARGET, Map.of());
    if (report.role(Role.TARGET).isPresent()) {
      line(out, "attended", attended(report));
    } else if (target.containsKey("none")) {
      line(
          out,
          "attended",
          String.format(Locale.ROOT, "none of them, with %.2f", target.get("none")));
    }
    if (!report.modalityAttention().isEmpty()) {
      line(out, "", "letting in " + shares(report.modalityAttention()));
    }
    if (!report.surprise().isEmpty()) {
      line(out, "surprise", surprise(report.surprise()));
    }
    if (report.rehearsal() != null) {
      String title = "rehearsed";
      for (String text : RehearsalDocument.lines(report.rehearsal())) {
        line(out, title, text);
        title = "";
      }
    }
    if (!report.phases().isEmpty()) {
      line(
          out,
          "did",
          report.phases().stream()
              .map(p -> String.format(Locale.ROOT, "%s %.1f s", p.name(), p.seconds()))
              .collect(Collectors.joining(", ")));
      line(out, "", gate(report));
    }
    for (int i = 0; i < report.parts().size(); i++) {
      CommandReport.Part part = report.parts().get(i);
      line(out, i == 0 ? "parts" : "", "%d. %s: %s".formatted(i + 1, part.words(), part.word()));
    }
    String reason = report.reason().map(r -> " (" + r + ")").orElse("");
    line(
        out, "outcome", report.outcome().kind().word() + reason + ": " + report.outcome().detail());
    report.outcome().question().ifPresent(question -> line(out, "", question));
    line(out, "took", took(report, ticks, startSeconds));
    line(out, "written", written);
    out.flush();
  }

  private static void line(PrintWriter out, String label, String text) {
    out.printf(Locale.ROOT, "%-9s %s%n", label, text);
  }

  /** How far off pictures showed what was believed, at the most; the farthest first. */
  private static String surprise(Map<String, Double> sigmas) {
    return sigmas.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "))
        + " sigma at most, seen from where believed";
  }

  private static String describe(ObjectAttributes object) {
    Vector3 p = object.positionMeters();
    Vector3 s = object.uncertainty().positionMeters();
    return String.format(
        Locale.ROOT,
        "%-10s %-14s at (%4.0f, %4.0f, %3.0f) mm, +/- (%.0f, %.0f, %.0f)",
        object.id(),
        object.words(),
        1000 * p.x(),
        1000 * p.y(),
        1000 * p.z(),
        1000 * s.x(),
        1000 * s.y(),
        1000 * s.z());
  }

  private static String attended(CommandReport report) {
    StringBuilder text = new StringBuilder();
    for (Role role : Role.values()) {
      report
          .role(role)
          .ifPresent(
              id ->
                  text.append(
                      String.format(
                          Locale.ROOT,
                          "%s%s with %.2f",
                          text.isEmpty() ? "" : ", to go to ",
                          id,
                          report.attention().get(role).getOrDefault(id, 0.0))));
    }
    return text.toString();
  }

  private static String shares(Map<String, Double> attention) {
    return attention.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String gate(CommandReport report) {
    return "gate: "
        + report.stops()
        + (report.stops() == 1 ? " stop, " : " stops, ")
        + report.clipped()
        + " releases slowed or clipped"
        + (report.clipExamples().isEmpty()
            ? ""
            : " (such as " + String.join(", ", report.clipExamples()) + ")");
  }

  private static String took(CommandReport report, TickTimes ticks, double startSeconds) {
    StringBuilder text = new StringBuilder();
    if (Double.isFinite(startSeconds)) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.1f s from the start to the first motion, %.1f s of motion; ",
              startSeconds,
              report.motionSeconds()));
    }
    if (ticks.count() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "tick p50 %.1f ms, p99 %.1f ms",
              ticks.percentileMillis(50),
              ticks.percentileMillis(99)));
    } else {
      text.append("no tick");
    }
    return text.toString();
  }
}
