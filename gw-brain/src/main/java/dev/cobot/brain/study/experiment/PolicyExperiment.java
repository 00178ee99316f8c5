package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.study.experiment.Workbench.Cell;
import dev.cobot.brain.study.reaching.PolicyTransfer;
import dev.cobot.brain.study.reaching.TransferConfig;
import dev.cobot.brain.study.reaching.TransferResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A policy learns the reaching task from the workspace's state of one modality and is tried on that
 * of the other (Maytié et al. 2024), with the workspaces that the paper compares.
 */
final class PolicyExperiment implements Experiment {
  private static final Map<String, LossSet> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("all losses", LossSet.ALL);
    KINDS.put("contrastive only", LossSet.CONTRASTIVE);
    KINDS.put("no cycles", LossSet.TRANSLATION_CONTRASTIVE);
  }

  private static Cell cell(ExperimentConfig config, String kind, long seed) {
    return new Cell(KINDS.get(kind), config.policyPairs(), seed);
  }

  private static List<Long> policySeeds(ExperimentConfig config, List<Long> seeds) {
    return seeds.subList(0, config.policySeeds());
  }

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : policySeeds(config, seeds)) {
      KINDS.keySet().forEach(kind -> cells.add(cell(config, kind, seed)));
    }
    return cells;
  }

  @Override
  public List<Task> tasks(Workbench bench) {
    List<Task> tasks = new ArrayList<>();
    for (long seed : policySeeds(bench.config(), bench.seeds())) {
      tasks.add(task(bench, "control", List.of(), seed));
      for (String kind : KINDS.keySet()) {
        tasks.add(task(bench, kind.replace(' ', '-'), List.of(kind), seed));
      }
    }
    return tasks;
  }

  private static Task task(Workbench bench, String name, List<String> kinds, long seed) {
    return new Task(
        "transfer/" + name + "-s" + seed,
        (folder, listener) -> {
          Map<String, Double> numbers = new LinkedHashMap<>();
          for (TransferResult result :
              transfer(
                  bench,
                  kinds,
                  List.of(seed),
                  kinds.isEmpty(),
                  folder.resolveSibling("policies"),
                  run -> listener)) {
            numbers.put(result.trainedOn() + " to " + result.testedOn(), result.meanReturn());
          }
          return numbers;
        });
  }

  private static List<TransferResult> transfer(
      Workbench bench,
      List<String> kinds,
      List<Long> seeds,
      boolean control,
      Path out,
      Function<String, TrainingListener> listeners)
      throws IOException {
    return PolicyTransfer.run(
        new TransferConfig(
            kinds, seeds, bench.config().policy(), bench.config().policyEpisodes(), control),
        (kind, seed) -> bench.folder(cell(bench.config(), kind, seed)),
        bench.vision(),
        bench.attributes(),
        out,
        bench.device(),
        listeners);
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    List<Long> seeds = policySeeds(bench.config(), bench.seeds());
    Path policies = report.folder().resolve("policies");
    // All of them are done: this reads them and writes their table and plot.
    transfer(
        bench, List.copyOf(KINDS.keySet()), seeds, true, policies, run -> TrainingListener.SILENT);
    report.paragraph("%s", Report.bodyOf(policies.resolve("policy.md")));
    report.picture("returns by what a policy was trained and tested on", "policies/policy.png");
    report.paragraph(
        "Every policy has a film of the other modality in its folder, for example"
            + " `policies/%s/seed-%d/attributes/film.png`.",
        "all-losses", seeds.get(0));
  }
}
