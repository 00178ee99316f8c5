package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A workspace over three domains, captions beside pictures and attributes: what each says of the
 * others, in attributes, pixels and true captions.
 */
final class CaptionWorkspace implements Experiment {
  private static final String TASK = "captions/workspace";
  private static final List<String> LOSSES =
      List.of("translation", "contrastive", "demi_cycle", "cycle", "fused");

  @Override
  public List<Workbench.Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return List.of();
  }

  @Override
  public List<Task> tasks(Workbench bench) {
    return List.of(bench.task(TASK, bench.config().captions()));
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    ShapesWorkspaceConfig recipe = bench.config().captions();
    report.paragraph(
        "%d scenes known in all three domains, width %d, %d hidden layers of %d, batch %d, %d"
            + " steps.",
        bench.config().tutorialPairs(),
        recipe.latentWidth(),
        recipe.hiddenLayers(),
        recipe.hiddenWidth(),
        recipe.batch(),
        recipe.steps());
    List<List<String>> rows = new ArrayList<>();
    for (String loss : LOSSES) {
      rows.add(List.of(loss, String.format(Locale.ROOT, "%.4f", numbers.get(TASK).get(loss))));
    }
    report.table(List.of("loss on validation scenes", "here"), rows);
    report.workspace(report.folder().resolve("workspace"));
  }
}
