package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.node.rollout.SuiteEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rehearsals promised against what then happened.
 *
 * @param rows episodes by the number of their twins that succeeded
 */
record RehearsalTable(List<Row> rows, List<Pair> pairs) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Episodes whose rehearsals promised the same. */
  record Row(int twins, int promised, int episodes, int successes, double low, double high) {}

  /** An episode with its rehearsal. */
  record Pair(EpisodeResult episode, RehearsalReport report) {}

  static RehearsalTable of(List<EpisodeResult> episodes, SuiteEvaluation evaluation) {
    List<Pair> pairs = new ArrayList<>();
    for (EpisodeResult episode : episodes) {
      evaluation.rehearsal(episode).ifPresent(r -> pairs.add(new Pair(episode, r)));
    }
    Map<Integer, int[]> counts = new TreeMap<>();
    for (Pair pair : pairs) {
      int[] count = counts.computeIfAbsent(pair.report().successes(), k -> new int[2]);
      count[0]++;
      count[1] += pair.episode().success() ? 1 : 0;
    }
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (promised, count) -> {
          double[] interval = TaskSummary.wilson95(count[1], count[0]);
          rows.add(
              new Row(
                  pairs.get(0).report().twins(),
                  promised,
                  count[0],
                  count[1],
                  interval[0],
                  interval[1]));
        });
    return new RehearsalTable(rows, pairs);
  }

  ArrayNode toJson() {
    ArrayNode array = JSON.createArrayNode();
    for (Row row : rows) {
      array
          .addObject()
          .put("twins", row.twins())
          .put("promised", row.promised())
          .put("episodes", row.episodes())
          .put("successes", row.successes())
          .put("wilsonLow", row.low())
          .put("wilsonHigh", row.high());
    }
    return array;
  }

  String toText() {
    StringBuilder text = new StringBuilder("twins that succeeded, and what then happened\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%3d of %-3d %6d episodes %6d successes %6.1f%% (%5.1f..%5.1f %%)%n",
              row.promised(),
              row.twins(),
              row.episodes(),
              row.successes(),
              100.0 * row.successes() / row.episodes(),
              100 * row.low(),
              100 * row.high()));
    }
    return text.append("episodes in which the arm never moved are not rehearsed").toString();
  }

  String toCsv() {
    StringBuilder csv =
        new StringBuilder(
            "task,seed,success,failure,twins,twinSuccesses,twinFailures,expectedSeconds,seconds,worstClearanceMeters,nearest\n");
    for (Pair pair : pairs) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%b,%s,%d,%d,%s,%.2f,%.2f,%.4f,%s%n",
              pair.episode().taskId(),
              pair.episode().seed(),
              pair.episode().success(),
              pair.episode().failure(),
              pair.report().twins(),
              pair.report().successes(),
              new TreeMap<>(pair.report().failures()).toString().replace(",", ";"),
              pair.report().expectedSeconds(),
              pair.episode().seconds(),
              pair.report().worstClearanceMeters(),
              pair.report().nearestId()));
    }
    return csv.toString();
  }
}
