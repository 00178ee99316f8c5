package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs the published experiments over a Simple Shapes set and frozen modules. What is done is not
 * done again, so that a run may be stopped at any time; several processes may run the same
 * experiments in the same folder and share the work.
 */
public final class WorkspaceExperiments {
  /** The experiments. */
  public enum Name {
    /** Translation and alignment against the number of pairs. */
    EFFICIENCY("Data efficiency", new DataEfficiency()),
    /** Shape classification by a linear probe and without training. */
    CLASSIFICATION("Shape classification", new ShapeClassification()),
    /** Contrastive and broadcast losses against all four. */
    FUSION("Fusion", new FusionComparison()),
    /** What learned attention does for a corrupted modality. */
    ATTENTION("Attention under corruption", new AttentionRobustness()),
    /** A policy that changes its modality without training. */
    TRANSFER("Zero-shot transfer of a policy", new PolicyExperiment()),
    /** The tutorial's recipe with absolute numbers. */
    TUTORIAL("The tutorial's recipe", new TutorialRecipe()),
    /** A workspace over captions too. */
    CAPTIONS("Captions, pictures and attributes", new CaptionWorkspace());

    private final String title;
    private final Experiment experiment;

    Name(String title, Experiment experiment) {
      this.title = title;
      this.experiment = experiment;
    }

    String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What one experiment found.
   *
   * @param report its {@code report.md}
   * @param numbers what was measured, by the folder of the task, relative to that of all, and name
   */
  public record Outcome(Name name, Path report, Map<String, Map<String, Double>> numbers) {}

  private final Workbench bench;
  private final Path out;
  private final ExperimentListener listener;

  /**
   * Opens the data; computes latents that are not there yet.
   *
   * @param modules vision, attributes and text, in this order
   * @param out where everything goes
   */
  public WorkspaceExperiments(
      ExperimentConfig config,
      SimpleShapes set,
      List<ShapesModule> modules,
      Path out,
      long seed,
      InferenceDevice device,
      ExperimentListener listener)
      throws IOException {
    Files.createDirectories(out);
    bench = new Workbench(config, set, modules, out, seed, device);
    this.out = out;
    this.listener = listener;
  }

  /** Does the work of some experiments without telling about it: what a second process is for. */
  public void work(List<Name> names) throws IOException, InterruptedException {
    numbers(names);
  }

  /**
   * Runs some experiments, each once, and writes {@code report.md} with its tables and plots into a
   * folder for each.
   *
   * @return what each found, in the order of the names
   */
  public List<Outcome> run(List<Name> names) throws IOException, InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Map.Entry<Name, Map<String, Map<String, Double>>> each : numbers(names).entrySet()) {
      Name name = each.getKey();
      Path folder = out.resolve(name.folder());
      Files.createDirectories(folder);
      Report report = new Report(folder, name.title);
      name.experiment.report(bench, each.getValue(), report);
      report.write();
      outcomes.add(new Outcome(name, folder.resolve("report.md"), each.getValue()));
    }
    return outcomes;
  }

  /** Returns the numbers of each experiment's workspaces and tasks by their names. */
  private Map<Name, Map<String, Map<String, Double>>> numbers(List<Name> names)
      throws IOException, InterruptedException {
    TaskRunner runner = new TaskRunner(out, listener);
    Map<Name, List<Workbench.Cell>> cells = new LinkedHashMap<>();
    for (Name name : names) {
      cells.put(name, name.experiment.workspaces(bench.config(), bench.seeds()));
    }
    Set<Workbench.Cell> shared = new LinkedHashSet<>();
    cells.values().forEach(shared::addAll);
    Map<String, Map<String, Double>> workspaces =
        runner.run("workspaces", shared.stream().map(bench::task).toList());
    Map<Name, Map<String, Map<String, Double>>> numbers = new LinkedHashMap<>();
    for (Name name : names) {
      Map<String, Map<String, Double>> own = new LinkedHashMap<>();
      cells.get(name).stream()
          .map(bench::taskName)
          .forEach(task -> own.put(task, workspaces.get(task)));
      own.putAll(runner.run(name.folder(), name.experiment.tasks(bench)));
      numbers.put(name, own);
    }
    return numbers;
  }
}
