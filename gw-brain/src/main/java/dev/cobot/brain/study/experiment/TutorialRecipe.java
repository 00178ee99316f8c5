package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The recipe of the published tutorial, with what its workspace is worth in attributes and pixels,
 * its translations as pictures, and a map of its states.
 */
final class TutorialRecipe implements Experiment {
  private static final String TASK = "tutorial/workspace";

  /** What the published notebook printed after 8,000 steps, on its own modules' latents. */
  private static final Map<String, Double> PRINTED = new LinkedHashMap<>();

  static {
    PRINTED.put("translation", 0.2149);
    PRINTED.put("demi_cycle", 0.0975);
    PRINTED.put("cycle", 0.1646);
    PRINTED.put("contrastive", 1.4367);
  }

  @Override
  public List<Workbench.Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return List.of();
  }

  @Override
  public List<Task> tasks(Workbench bench) {
    return List.of(bench.task(TASK, recipe(bench)));
  }

  private static ShapesWorkspaceConfig recipe(Workbench bench) {
    return bench.config().tutorial();
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    Map<String, Double> measured = numbers.get(TASK);
    ShapesWorkspaceConfig recipe = recipe(bench);
    report.paragraph(
        "%d pairs, batch %d, %d steps of one-cycle AdamW up to %s. Latent losses depend on the"
            + " frozen modules, which are not those of the published notebook: they are no"
            + " comparison, but for the contrastive one, which has the same chance level (ln %d ="
            + " %.2f) and depends on what the modules keep.",
        bench.config().tutorialPairs(),
        recipe.batch(),
        recipe.steps(),
        recipe.learningRate(),
        recipe.batch(),
        Math.log(recipe.batch()));
    List<List<String>> rows = new ArrayList<>();
    PRINTED.forEach(
        (name, printed) ->
            rows.add(
                List.of(
                    name,
                    String.format(Locale.ROOT, "%.4f", measured.get(name)),
                    String.format(Locale.ROOT, "%.4f", printed))));
    report.table(List.of("loss on validation scenes", "here", "published notebook"), rows);
    Path from = report.folder().resolve("workspace");
    report.workspace(from);
    try (GlobalWorkspace workspace = WorkspaceFolder.open(from.resolve("model"), bench.device())) {
      WorkspaceMap.write(report.folder().resolve("map.png"), workspace, bench);
    }
    report.picture(
        "the states of test scenes in two dimensions, by shape and by colour", "map.png");
  }
}
