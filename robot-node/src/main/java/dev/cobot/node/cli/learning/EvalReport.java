package dev.cobot.node.cli.learning;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.node.cli.console.ReportStyle;
import dev.cobot.node.rollout.Films.Film;
import dev.cobot.sim2real.task.TaskSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an evaluation found, as {@code report.html}: it needs only the films in the folder {@code
 * films} beside it. Its plot is SVG, for machines without fonts.
 */
final class EvalReport {
  private static final int LEFT = 130;
  private static final int WIDTH = 800;
  private static final int BAR = 22;
  private static final int ROW = 34;
  private static final String STYLE =
      """
      svg { font: 12px system-ui, sans-serif; }
      """;

  private final List<TaskSuite.Task> tasks;
  private final List<TaskSummary> summaries;
  private final List<Film> films;
  private final StringBuilder html = new StringBuilder();

  private EvalReport(List<TaskSuite.Task> tasks, List<TaskSummary> summaries, List<Film> films) {
    this.tasks = tasks;
    this.summaries = summaries;
    this.films = films;
  }

  /**
   * Writes {@code report.html}.
   *
   * @param facts what was evaluated, by its name
   * @param summaries one of each task, in their order
   * @param films those in the folder {@code films}
   * @param folder is made if it is missing
   */
  static void write(
      String title,
      Map<String, String> facts,
      List<TaskSuite.Task> tasks,
      List<TaskSummary> summaries,
      List<Film> films,
      Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("report.html"), new EvalReport(tasks, summaries, films).page(title, facts));
  }

  private String page(String title, Map<String, String> facts) {
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(ReportStyle.CSS)
        .append(STYLE)
        .append("</style></head><body><main>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n<p class=\"note\">")
        .append(
            facts.entrySet().stream()
                .map(fact -> escaped(fact.getKey() + ": " + fact.getValue()))
                .collect(Collectors.joining(" &middot; ")))
        .append("</p>\n");
    plot();
    table();
    films();
    return html.append("</main></body></html>\n").toString();
  }

  private void plot() {
    int bottom = ROW * summaries.size() + 8;
    html.append(
        String.format(
            Locale.ROOT,
            "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"success by task\">%n",
            WIDTH,
            bottom + 24));
    for (int percent = 0; percent <= 100; percent += 20) {
      line(x(percent / 100.0), 4, x(percent / 100.0), bottom, "#e2e5e9", 1);
      text(x(percent / 100.0), bottom + 16, "middle", percent + " %");
    }
    for (int i = 0; i < summaries.size(); i++) {
      TaskSummary s = summaries.get(i);
      int top = ROW * i + 8;
      int middle = top + BAR / 2;
      double rate = s.successes() / (double) s.episodes();
      html.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#7fb2ea\"/>%n",
              LEFT,
              top,
              x(rate) - LEFT,
              BAR));
      line(x(s.wilsonLow()), middle, x(s.wilsonHigh()), middle, "#22262b", 2);
      line(x(s.wilsonLow()), middle - 5, x(s.wilsonLow()), middle + 5, "#22262b", 2);
      line(x(s.wilsonHigh()), middle - 5, x(s.wilsonHigh()), middle + 5, "#22262b", 2);
      text(LEFT - 8, middle + 4, "end", s.id());
    }
    html.append("</svg><figcaption>bar: share of successes, line: its 95 % Wilson interval")
        .append("</figcaption></figure>\n");
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - 30);
  }

  private void line(double x1, int y1, double x2, int y2, String color, int width) {
    html.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\""
                + " stroke-width=\"%d\"/>%n",
            x1,
            y1,
            x2,
            y2,
            color,
            width));
  }

  private void text(double x, int y, String anchor, String text) {
    html.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" fill=\"#22262b\">%s</text>%n",
            x,
            y,
            anchor,
            escaped(text)));
  }

  private void table() {
    html.append("<table><tr><th>task</th><th></th><th class=\"number\">success</th>")
        .append("<th class=\"number\">n</th><th class=\"number\">95 % interval</th>")
        .append("<th>failures</th></tr>\n");
    for (int i = 0; i < summaries.size(); i++) {
      TaskSummary s = summaries.get(i);
      String failures =
          s.failures().entrySet().stream()
              .map(f -> ended(s.id(), f.getKey()) + " " + f.getValue())
              .collect(Collectors.joining("<br>"));
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td>%s</td><td class=\"number\">%.1f %%</td><td"
                  + " class=\"number\">%d</td><td class=\"number\">%.1f .. %.1f"
                  + " %%</td><td>%s</td></tr>%n",
              escaped(s.id()),
              escaped(tasks.get(i).title()),
              100.0 * s.successes() / s.episodes(),
              s.episodes(),
              100 * s.wilsonLow(),
              100 * s.wilsonHigh(),
              failures));
    }
    html.append("</table>\n");
  }

  /** Returns the name of an end, as a link to its film if there is one. */
  private String ended(String task, String end) {
    return films.stream()
        .filter(film -> film.result().taskId().equals(task) && film.end().equals(end))
        .findFirst()
        .map(film -> "<a href=\"" + file(film, "gif") + "\">" + escaped(end) + "</a>")
        .orElse(escaped(end));
  }

  private void films() {
    for (TaskSuite.Task task : tasks) {
      List<Film> shown =
          films.stream().filter(film -> film.result().taskId().equals(task.id())).toList();
      if (!shown.isEmpty()) {
        html.append("<h2>").append(escaped(task.id() + ": " + task.title())).append("</h2>\n");
      }
      for (Film film : shown) {
        EpisodeResult result = film.result();
        html.append("<figure><a href=\"")
            .append(file(film, "gif"))
            .append("\"><img src=\"")
            .append(file(film, "png"))
            .append("\" alt=\"")
            .append(escaped(film.name()))
            .append("\"></a><figcaption>")
            .append(
                escaped(
                    String.format(
                        Locale.ROOT,
                        "%s, seed %d, %.1f s: %s%s",
                        film.end(),
                        result.seed(),
                        result.seconds(),
                        result.prompt(),
                        result.detail().isEmpty() ? "" : " (" + result.detail() + ")")))
            .append("; a click plays the film</figcaption></figure>\n");
      }
    }
  }

  private static String file(Film film, String ending) {
    return escaped("films/" + film.name() + "." + ending);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
