package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Translation and alignment against the number of pairs, for the six loss combinations (Devillers
 * et al. 2024, figures 3 and 4): how many fewer pairs do all losses need than translation alone?
 */
final class DataEfficiency implements Experiment {
  private static final String LAST = "last/"; // of the weights after the last step
  private static final Map<String, String> MEASURED = new LinkedHashMap<>();

  static {
    MEASURED.put("translation", "translation loss");
    MEASURED.put("contrastive", "contrastive loss");
    MEASURED.put("demi_cycle", "demi-cycle loss");
    MEASURED.put("cycle", "cycle loss");
  }

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return PairsCurves.cells(LossSet.PUBLISHED, losses -> pairsOf(config, losses), seeds);
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
    PairsCurves curves =
        new PairsCurves(
            LossSet.PUBLISHED,
            losses -> pairsOf(config, losses),
            bench.seeds(),
            cell -> numbers.get(bench.taskName(cell)));
    for (Map.Entry<String, String> measure : MEASURED.entrySet()) {
      String title = measure.getValue();
      Plot plot =
          new Plot(title + " against the number of pairs", "pairs", title).logarithmic(true, true);
      String file = measure.getKey().replace('_', '-') + ".png";
      curves.show(report, title, measure.getKey(), plot, file, Sample::text);
    }
    List<String> measured = new ArrayList<>(MEASURED.keySet());
    MEASURED.keySet().forEach(name -> measured.add(LAST + name));
    curves.csv(report, "losses.csv", measured);
    report.paragraph(
        "How many times fewer pairs all losses (%s) need than translation alone for the same"
            + " translation loss, by interpolation of the logarithms between the mean curves, and"
            + " between those of each seed. Where translation alone does not reach a level with the"
            + " most pairs, these stand as a lower bound. Where its curve is flat, more pairs do"
            + " not help it within these steps: ratios are large there for that reason, and differ"
            + " much between seeds.",
        LossSet.ALL.label());
    writeRatios(bench, curves, report, "translation", "ratios.csv");
    report.paragraph(
        "The same with the weights after the last step, which no validation chose: translation"
            + " alone overfits.");
    writeRatios(bench, curves, report, LAST + "translation", "ratios-last.csv");
  }

  private static void writeRatios(
      Workbench bench, PairsCurves curves, Report report, String measure, String file)
      throws IOException {
    double[] x = bench.config().comparedPairs().stream().mapToDouble(n -> n).toArray();
    double[] meanAlone = curves.curve(LossSet.TRANSLATION, bench.seeds(), measure);
    double[] meanAll = curves.curve(LossSet.ALL, bench.seeds(), measure);
    List<List<String>> rows = new ArrayList<>();
    List<List<String>> raw = new ArrayList<>();
    for (double level : levels(meanAlone, meanAll)) {
      Ratio ofMeans = Ratio.of(x, meanAlone, meanAll, level);
      if (ofMeans == null) {
        continue;
      }
      List<String> each = new ArrayList<>();
      for (long seed : bench.seeds()) {
        Ratio ratio =
            Ratio.of(
                x,
                curves.curve(LossSet.TRANSLATION, List.of(seed), measure),
                curves.curve(LossSet.ALL, List.of(seed), measure),
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
              String.format(
                  Locale.ROOT, "%s%.0f", ofMeans.bound() ? "above " : "", ofMeans.alone()),
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

  /** Returns the losses of the first curve, and those of the second that it does not reach. */
  static double[] levels(double[] alone, double[] all) {
    double least = DoubleStream.of(alone).min().orElseThrow();
    return DoubleStream.concat(
            DoubleStream.of(alone), DoubleStream.of(all).filter(loss -> loss < least))
        .boxed()
        .sorted(Comparator.reverseOrder())
        .mapToDouble(level -> level)
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
