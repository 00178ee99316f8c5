package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.PairedDifference;
import dev.cobot.action.evaluate.PairedDifference.Ended;
import dev.cobot.sim2real.task.TaskSuite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation against another one on the same seeds. */
final class PairedTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "all";

  private final List<PairedDifference> rows;

  private PairedTable(List<PairedDifference> rows) {
    this.rows = rows;
  }

  /**
   * Pairs the episodes of each task, and of all tasks together where there are several.
   *
   * @throws IllegalArgumentException if no episode has a partner
   */
  static PairedTable of(
      List<TaskSuite.Task> tasks, List<EpisodeResult> results, List<Ended> before) {
    return paired(
        tasks,
        results.stream().map(r -> new Ended(r.taskId(), r.seed(), r.success())).toList(),
        before);
  }

  /**
   * Holds what is planned against an evaluation that is there, before hours are spent.
   *
   * @throws IllegalArgumentException as {@link #of} would throw it of the results
   */
  static void requirePartners(
      List<TaskSuite.Task> tasks, long firstSeed, int episodes, List<Ended> before) {
    List<Ended> planned = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      for (int i = 0; i < episodes; i++) {
        planned.add(new Ended(task.id(), firstSeed + i, false));
      }
    }
    paired(tasks, planned, before);
  }

  private static PairedTable paired(
      List<TaskSuite.Task> tasks, List<Ended> now, List<Ended> before) {
    List<PairedDifference> rows = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      rows.add(PairedDifference.of(task.id(), now, before));
    }
    if (rows.size() > 1) {
      rows.add(
          new PairedDifference(
              ALL,
              rows.stream().mapToInt(PairedDifference::both).sum(),
              rows.stream().mapToInt(PairedDifference::onlyOne).sum(),
              rows.stream().mapToInt(PairedDifference::onlyOther).sum(),
              rows.stream().mapToInt(PairedDifference::neither).sum()));
    }
    if (rows.stream().allMatch(row -> row.pairs() == 0)) {
      throw new IllegalArgumentException(
          "--against: no episode there has a task and a seed of this evaluation");
    }
    return new PairedTable(rows);
  }

  ArrayNode toJson() {
    ArrayNode array = JSON.createArrayNode();
    for (PairedDifference row : rows) {
      double[] interval = row.interval95();
      array
          .addObject()
          .put("id", row.id())
          .put("pairs", row.pairs())
          .put("both", row.both())
          .put("onlyThis", row.onlyOne())
          .put("onlyThat", row.onlyOther())
          .put("neither", row.neither())
          .put("difference", row.pairs() == 0 ? null : row.difference())
          .put("low", interval[0])
          .put("high", interval[1])
          .put("mcNemar", row.mcNemar());
    }
    return array;
  }

  String toText(Path against) {
    StringBuilder text = new StringBuilder("this one minus " + against + ", seed by seed\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%-14s %6s %5s %9s %9s %8s %7s %20s %9s",
            "task",
            "pairs",
            "both",
            "only this",
            "only that",
            "neither",
            "points",
            "95 % interval",
            "McNemar p"));
    for (PairedDifference row : rows) {
      double[] interval = row.interval95();
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-14s %6d %5d %9d %9d %8d %+7.1f %+8.1f .. %+7.1f %9.2g",
              row.id(),
              row.pairs(),
              row.both(),
              row.onlyOne(),
              row.onlyOther(),
              row.neither(),
              100 * row.difference(),
              100 * interval[0],
              100 * interval[1],
              row.mcNemar()));
    }
    return text.toString();
  }
}
