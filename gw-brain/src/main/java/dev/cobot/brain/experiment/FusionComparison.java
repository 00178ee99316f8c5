package dev.cobot.brain.experiment;

import dev.cobot.brain.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Contrastive and broadcast losses against the four losses of the first paper. */
final class FusionComparison implements Experiment {
  private static final List<LossSet> COMPARED = List.of(LossSet.ALL, LossSet.BROADCAST);
  private static final List<String> MEASURES =
      List.of("translation", "contrastive", "demi_cycle", "cycle", "fused");

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      for (int pairs : config.pairs()) {
        COMPARED.forEach(losses -> cells.add(new Cell(losses, pairs, seed)));
      }
    }
    return cells;
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    report.paragraph(
        "`%s` adds the fused loss to `%s`: from both domains at once, under random weights, to"
            + " each. Losses on %d test scenes, mean ± standard error of %d seeds.",
        LossSet.BROADCAST.label(),
        LossSet.ALL.label(),
        bench.test().rows(),
        bench.config().seeds());
    List<List<String>> raw = new ArrayList<>();
    for (String measure : MEASURES) {
      String title = measure.replace('_', '-') + " loss";
      Plot plot = new Plot(title, "pairs", title).logarithmic(true, true);
      List<String> head = new ArrayList<>(List.of(title));
      bench.config().pairs().forEach(n -> head.add("N = " + n));
      List<List<String>> rows = new ArrayList<>();
      for (LossSet losses : COMPARED) {
        List<String> row = new ArrayList<>(List.of(losses.label()));
        for (int pairs : bench.config().pairs()) {
          List<Double> values = new ArrayList<>();
          for (long seed : bench.seeds()) {
            double value = numbers.get(bench.taskName(new Cell(losses, pairs, seed))).get(measure);
            values.add(value);
            raw.add(
                List.of(
                    losses.label(),
                    Integer.toString(pairs),
                    Long.toString(seed),
                    measure,
                    Double.toString(value)));
          }
          Sample sample = Sample.of(values);
          plot.point(losses.label(), pairs, sample);
          row.add(sample.text());
        }
        rows.add(row);
      }
      report.table(head, rows);
      String file = measure.replace('_', '-') + ".png";
      plot.write(report.folder().resolve(file));
      report.picture(title, file);
    }
    report.csv("losses.csv", List.of("losses", "pairs", "seed", "metric", "value"), raw);
  }
}
