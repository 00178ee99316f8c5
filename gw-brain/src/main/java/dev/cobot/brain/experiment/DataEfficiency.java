package dev.cobot.brain.experiment;

import dev.cobot.brain.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Translation and alignment against the number of pairs, for the six loss combinations (Devillers
 * et al. 2024, figures 3 and 4): how many fewer pairs do all losses need than translation alone?
 */
final class DataEfficiency implements Experiment {
  private static final Map<String, String> MEASURED = new LinkedHashMap<>();

  static {
    MEASURED.put("translation", "translation loss");
    MEASURED.put("contrastive", "contrastive loss");
    MEASURED.put("demi_cycle", "demi-cycle loss");
    MEASURED.put("cycle", "cycle loss");
  }

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      for (LossSet losses : LossSet.PUBLISHED) {
        pairsOf(config, losses).forEach(pairs -> cells.add(new Cell(losses, pairs, seed)));
      }
    }
    return cells;
  }

  private static List<Integer> pairsOf(ExperimentConfig config, LossSet losses) {
    boolean compared = losses == LossSet.TRANSLATION || losses == LossSet.ALL;
    return compared ? config.comparedPairs() : config.pairs();
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    ExperimentConfig config = bench.config();
    report.paragraph(
        "Losses on %d test scenes, which neither trained nor chose the weights; mean ± standard"
            + " error of %d seeds. Every workspace has the same %d steps of %d rows a group, and"
            + " the weights of its best validation.",
        bench.test().rows(), config.seeds(), config.steps(), config.batch());
    for (Map.Entry<String, String> measure : MEASURED.entrySet()) {
      Plot plot =
          new Plot(measure.getValue() + " against the number of pairs", "pairs", measure.getValue())
              .logarithmic(true, true);
      List<String> head = new ArrayList<>(List.of(measure.getValue()));
      config.comparedPairs().forEach(n -> head.add("N = " + n));
      List<List<String>> rows = new ArrayList<>();
      for (LossSet losses : LossSet.PUBLISHED) {
        List<String> row = new ArrayList<>(List.of(losses.label()));
        for (int pairs : pairsOf(config, losses)) {
          Sample sample = sample(bench, numbers, losses, pairs, measure.getKey());
          plot.point(losses.label(), pairs, sample);
          row.add(sample.text());
        }
        while (row.size() < head.size()) {
          row.add(""); // a curve that is not continued
        }
        rows.add(row);
      }
      report.table(head, rows);
      String file = measure.getKey().replace('_', '-') + ".png";
      plot.write(report.folder().resolve(file));
      report.picture(measure.getValue(), file);
    }
    writeRaw(bench, numbers, report);
    report.paragraph(
        "How many times fewer pairs all losses (%s) need than translation alone for the same"
            + " translation loss, by interpolation of the logarithms between the mean curves, and"
            + " between those of each seed. Where translation alone does not reach a level with the"
            + " most pairs, these stand as a lower bound. Where its curve is flat, more pairs do"
            + " not help it within these steps: ratios are large there for that reason, and differ"
            + " much between seeds.",
        LossSet.ALL.label());
    writeRatios(bench, numbers, report, "translation", "ratios.csv");
    report.paragraph(
        "The same with the weights after the last step, which no validation chose: translation"
            + " alone overfits.");
    writeRatios(bench, numbers, report, "last/translation", "ratios-last.csv");
  }

  private static Sample sample(
      Workbench bench,
      Map<String, Map<String, Double>> numbers,
      LossSet losses,
      int pairs,
      String measure) {
    return Sample.of(
        bench.seeds().stream()
            .map(s -> numbers.get(bench.taskName(new Cell(losses, pairs, s))).get(measure))
            .toList());
  }

  private static void writeRaw(
      Workbench bench, Map<String, Map<String, Double>> numbers, Report report) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (LossSet losses : LossSet.PUBLISHED) {
      for (int pairs : pairsOf(bench.config(), losses)) {
        for (long seed : bench.seeds()) {
          numbers
              .get(bench.taskName(new Cell(losses, pairs, seed)))
              .forEach(
                  (name, value) ->
                      rows.add(
                          List.of(
                              losses.label(),
                              Integer.toString(pairs),
                              Long.toString(seed),
                              name,
                              Double.toString(value))));
        }
      }
    }
    report.csv("losses.csv", List.of("losses", "pairs", "seed", "metric", "value"), rows);
  }

  private static void writeRatios(
      Workbench bench,
      Map<String, Map<String, Double>> numbers,
      Report report,
      String measure,
      String file)
      throws IOException {
    List<Integer> pairs = bench.config().comparedPairs();
    double[] x = pairs.stream().mapToDouble(n -> n).toArray();
    double[] meanAlone = curve(bench, numbers, LossSet.TRANSLATION, bench.seeds(), measure);
    double[] meanAll = curve(bench, numbers, LossSet.ALL, bench.seeds(), measure);
    List<List<String>> rows = new ArrayList<>();
    List<List<String>> raw = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      // The level that translation alone reaches with so many pairs, the same for all seeds.
      double level = meanAlone[i];
      Ratio ofMeans = Ratio.of(x, meanAlone, meanAll, level);
      if (ofMeans == null) {
        continue;
      }
      List<String> each = new ArrayList<>();
      for (long seed : bench.seeds()) {
        Ratio ratio =
            Ratio.of(
                x,
                curve(bench, numbers, LossSet.TRANSLATION, List.of(seed), measure),
                curve(bench, numbers, LossSet.ALL, List.of(seed), measure),
                level);
        each.add(ratio == null ? "-" : ratio.text());
        if (ratio != null) {
          raw.add(
              List.of(
                  Double.toString(level),
                  Long.toString(seed),
                  Double.toString(ratio.alone()),
                  Double.toString(ratio.all()),
                  Boolean.toString(ratio.bound())));
        }
      }
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.4f", level),
              Integer.toString(pairs.get(i)),
              String.format(Locale.ROOT, "%.0f", ofMeans.all()),
              ofMeans.text(),
              String.join(", ", each)));
    }
    report.table(
        List.of(
            "translation loss",
            "pairs, translation alone",
            "pairs, all losses",
            "times fewer",
            "seed by seed"),
        rows);
    report.csv(
        file, List.of("level", "seed", "pairs_translation", "pairs_all", "lower_bound"), raw);
  }

  /** Returns a curve over the compared numbers of pairs, the mean of some seeds. */
  private static double[] curve(
      Workbench bench,
      Map<String, Map<String, Double>> numbers,
      LossSet losses,
      List<Long> seeds,
      String measure) {
    return bench.config().comparedPairs().stream()
        .mapToDouble(
            n ->
                seeds.stream()
                    .mapToDouble(
                        s -> numbers.get(bench.taskName(new Cell(losses, n, s))).get(measure))
                    .average()
                    .orElseThrow())
        .toArray();
  }

  /**
   * How many pairs two curves need for a level.
   *
   * @param bound whether the first curve does not reach it with the most pairs, which stand here
   */
  record Ratio(double alone, double all, boolean bound) {
    /** Returns null where the second curve does not reach the level, or one begins below it. */
    static Ratio of(double[] pairs, double[] alone, double[] all, double level) {
      double needed = pairsFor(pairs, all, level);
      double neededAlone = pairsFor(pairs, alone, level);
      if (!Double.isFinite(needed) || Double.isNaN(neededAlone)) {
        return null;
      }
      return Double.isFinite(neededAlone)
          ? new Ratio(neededAlone, needed, false)
          : new Ratio(pairs[pairs.length - 1], needed, true);
    }

    String text() {
      return String.format(Locale.ROOT, "%s%.1f", bound ? "at least " : "", alone / all);
    }
  }

  /**
   * Returns the number of pairs at which a curve first falls to a level, interpolated between the
   * logarithms; NaN where it begins below, infinity where it never falls so low.
   */
  static double pairsFor(double[] pairs, double[] loss, double level) {
    if (loss[0] < level) {
      return Double.NaN;
    }
    if (loss[0] == level) {
      return pairs[0];
    }
    for (int i = 1; i < pairs.length; i++) {
      if (loss[i] <= level) {
        double part =
            (Math.log(loss[i - 1]) - Math.log(level)) / (Math.log(loss[i - 1]) - Math.log(loss[i]));
        return Math.exp(
            Math.log(pairs[i - 1]) + part * (Math.log(pairs[i]) - Math.log(pairs[i - 1])));
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
