package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Contrastive and broadcast losses against the four losses of the first paper. */
final class FusionComparison implements Experiment {
  private static final List<LossSet> COMPARED = List.of(LossSet.ALL, LossSet.BROADCAST);
  private static final List<String> MEASURES =
      List.of("translation", "contrastive", "demi_cycle", "cycle", "fused");

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return PairsCurves.cells(COMPARED, losses -> config.pairs(), seeds);
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
    PairsCurves curves =
        new PairsCurves(
            COMPARED,
            losses -> bench.config().pairs(),
            bench.seeds(),
            cell -> numbers.get(bench.taskName(cell)));
    for (String measure : MEASURES) {
      String title = measure.replace('_', '-') + " loss";
      Plot plot = new Plot(title, "pairs", title).logarithmic(true, true);
      curves.show(report, title, measure, plot, measure.replace('_', '-') + ".png", Sample::text);
    }
    curves.csv(report, "losses.csv", MEASURES);
  }
}
