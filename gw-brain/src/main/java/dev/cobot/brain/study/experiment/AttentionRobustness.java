package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A scene reaches the workspace through two modalities, one of which is corrupted; a learned
 * attention chooses. The workspace and what reads the shape from it are frozen (the lab's slides;
 * arXiv 2602.08597).
 */
final class AttentionRobustness implements Experiment {
  static final List<Double> LEVELS = List.of(0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0);

  /** What is compared: what the attention was trained on, and its refinements; -1: no attention. */
  record Condition(String label, Corruption trainedOn, int refinements) {
    String fileName() {
      return label.replace(' ', '-').replace(",", "");
    }
  }

  static final List<Condition> CONDITIONS =
      List.of(
          new Condition("no attention", Corruption.RANDOM, -1),
          new Condition("fixed noise, one step", Corruption.FIXED, 0),
          new Condition("fixed noise, two steps", Corruption.FIXED, 1),
          new Condition("random noise, one step", Corruption.RANDOM, 0),
          new Condition("random noise, two steps", Corruption.RANDOM, 1),
          new Condition("random noise, three steps", Corruption.RANDOM, 2));

  private static Cell workspace(ExperimentConfig config, long seed) {
    return new Cell(LossSet.BROADCAST, config.pairs().get(config.pairs().size() - 1), seed);
  }

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return seeds.stream().map(seed -> workspace(config, seed)).toList();
  }

  private static String taskName(long seed) {
    return "attention/s" + seed;
  }

  @Override
  public List<Task> tasks(Workbench bench) {
    return bench.seeds().stream()
        .map(
            seed ->
                new Task(
                    taskName(seed),
                    (folder, listener) ->
                        new AttentionTraining(bench, workspace(bench.config(), seed))
                            .run(listener)))
        .toList();
  }

  /** Name of an accuracy: corrupted at a drawn level as in training, or at a given one. */
  static String accuracy(Condition condition, Corruption corruption, String level) {
    return "accuracy/%s/%s/%s".formatted(condition.fileName(), corruption.label(), level);
  }

  /** Name of the mean weight of the modality that is corrupted. */
  static String weight(Condition condition, Corruption corruption, String modality, double level) {
    return "weight/%s/%s/%s/%s"
        .formatted(condition.fileName(), corruption.label(), modality, level);
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    report.paragraph(
        "Accuracy of the shape (chance a third) on %d test scenes, half of them with corrupted"
            + " pictures, half with corrupted attributes; mean ± standard error of %d seeds. The"
            + " noise is %s times a level times a vector of mean 0 and standard deviation 1, added"
            + " to the latent. Attentions are trained on levels from U[0, 1]; a step is a pass of"
            + " the attention: in the first the query is a constant, in each further one it comes"
            + " from what the last pass let in. The shape head reads clean states with %s accuracy."
            + " Published (slides): fixed noise 33 %% without attention; random noise 37 %% with"
            + " one step, 89 %% with two.",
        AttentionTraining.measuredScenes(bench.test().rows()),
        bench.config().seeds(),
        Corruption.SCALE,
        sample(bench, numbers, "clean").percent());
    List<List<String>> raw = new ArrayList<>();
    for (long seed : bench.seeds()) {
      numbers
          .get(taskName(seed))
          .forEach(
              (name, value) ->
                  raw.add(
                      List.of(Long.toString(seed), "\"" + name + "\"", Double.toString(value))));
    }
    report.csv("attention.csv", List.of("seed", "measure", "value"), raw);
    drawnLevels(bench, numbers, report);
    for (Corruption corruption : List.of(Corruption.RANDOM, Corruption.FIXED)) {
      byLevel(bench, numbers, report, corruption);
    }
    weights(bench, numbers, report);
  }

  private static void drawnLevels(
      Workbench bench, Map<String, Map<String, Double>> numbers, Report report) {
    report.paragraph(
        "Levels from U[0, 1] as in training. The attentions have seen fixed or random noise only:"
            + " the columns from `half` on are corruptions that none was trained on. A swapped"
            + " latent cannot be told from a true one: at best one of two is followed.");
    List<String> head = new ArrayList<>(List.of("accuracy"));
    for (Corruption corruption : Corruption.values()) {
      head.add(corruption.label());
    }
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : CONDITIONS) {
      List<String> row = new ArrayList<>(List.of(condition.label()));
      for (Corruption corruption : Corruption.values()) {
        row.add(sample(bench, numbers, accuracy(condition, corruption, "drawn")).percent());
      }
      rows.add(row);
    }
    report.table(head, rows);
  }

  private static void byLevel(
      Workbench bench,
      Map<String, Map<String, Double>> numbers,
      Report report,
      Corruption corruption)
      throws IOException {
    String title = "accuracy under " + corruption.label() + " noise";
    Plot plot = new Plot(title, "level", "accuracy").range(0.3, 1.0);
    List<String> head = new ArrayList<>(List.of(title));
    LEVELS.forEach(level -> head.add("level " + level));
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : CONDITIONS) {
      List<String> row = new ArrayList<>(List.of(condition.label()));
      for (double level : LEVELS) {
        Sample sample =
            sample(bench, numbers, accuracy(condition, corruption, Double.toString(level)));
        plot.point(condition.label(), level, sample);
        row.add(String.format(Locale.ROOT, "%.1f %%", 100 * sample.mean()));
      }
      rows.add(row);
    }
    report.table(head, rows);
    String file = "accuracy-" + corruption.label() + ".png";
    plot.write(report.folder().resolve(file));
    report.picture(title, file);
  }

  private static void weights(
      Workbench bench, Map<String, Map<String, Double>> numbers, Report report) throws IOException {
    String title = "weight of the corrupted modality under random noise";
    Plot plot = new Plot(title, "level", "weight").range(0, 1);
    for (Condition condition : CONDITIONS) {
      if (condition.trainedOn() == Corruption.RANDOM && condition.refinements() >= 0) {
        for (String modality : AttentionTraining.MODALITIES) {
          for (double level : LEVELS) {
            plot.point(
                condition.label() + ": " + modality,
                level,
                sample(bench, numbers, weight(condition, Corruption.RANDOM, modality, level)));
          }
        }
      }
    }
    plot.write(report.folder().resolve("weights.png"));
    report.picture(title, "weights.png");
  }

  private static Sample sample(
      Workbench bench, Map<String, Map<String, Double>> numbers, String name) {
    return Sample.of(
        bench.seeds().stream().map(seed -> numbers.get(taskName(seed)).get(name)).toList());
  }
}
