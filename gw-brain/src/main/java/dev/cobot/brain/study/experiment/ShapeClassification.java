package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.experiment.Workbench.Cell;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeClass;
import dev.cobot.sim2real.shapes.ShapeSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of three shapes a scene shows, from the state of one modality: by a linear probe, and
 * without training by the nearest class average. Both are asked within a modality and across: the
 * probe or the averages come from one modality and are used on the other.
 */
final class ShapeClassification implements Experiment {
  private static final List<LossSet> COMPARED =
      List.of(LossSet.CONTRASTIVE, LossSet.TRANSLATION, LossSet.ALL, LossSet.BROADCAST);
  private static final int TRAINING_SCENES = 10_000;
  private static final int CLASSES = ShapeClass.values().length;
  private static final List<String> MEASURES =
      List.of(
          "probe pictures",
          "probe attributes",
          "probe attributes, used on pictures",
          "probe pictures, used on attributes",
          "zero-shot pictures",
          "zero-shot attributes");

  @Override
  public List<Cell> workspaces(ExperimentConfig config, List<Long> seeds) {
    return PairsCurves.cells(COMPARED, losses -> config.pairs(), seeds);
  }

  private static String taskName(Workbench bench, Cell cell) {
    return bench.taskName(cell).replace("workspaces/", "classification/");
  }

  @Override
  public List<Task> tasks(Workbench bench) {
    return workspaces(bench.config(), bench.seeds()).stream()
        .map(cell -> new Task(taskName(bench, cell), (folder, listener) -> measure(bench, cell)))
        .toList();
  }

  private static Map<String, Double> measure(Workbench bench, Cell cell) {
    int training = Math.min(TRAINING_SCENES, bench.training().rows());
    int test = bench.test().rows();
    int[] known = bench.shapes(ShapeSplit.TRAIN, training);
    int[] asked = bench.shapes(ShapeSplit.TEST, test);
    try (GlobalWorkspace workspace = bench.open(cell)) {
      float[] v = Workbench.states(workspace, bench.training(), ShapesModule.VISION, 0, training);
      float[] a =
          Workbench.states(workspace, bench.training(), ShapesModule.ATTRIBUTES, 0, training);
      float[] testV = Workbench.states(workspace, bench.test(), ShapesModule.VISION, 0, test);
      float[] testA = Workbench.states(workspace, bench.test(), ShapesModule.ATTRIBUTES, 0, test);
      SeedStreams seeds = new SeedStreams(cell.seed());
      LinearReadout onV = LinearProbe.train(v, known, CLASSES, seeds, bench.device());
      LinearReadout onA = LinearProbe.train(a, known, CLASSES, seeds, bench.device());
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("probe pictures", onV.accuracy(testV, asked));
      numbers.put("probe attributes", onA.accuracy(testA, asked));
      numbers.put("probe attributes, used on pictures", onA.accuracy(testV, asked));
      numbers.put("probe pictures, used on attributes", onV.accuracy(testA, asked));
      numbers.put("zero-shot pictures", ClassAverages.of(a, known, CLASSES).accuracy(testV, asked));
      numbers.put(
          "zero-shot attributes", ClassAverages.of(v, known, CLASSES).accuracy(testA, asked));
      return numbers;
    }
  }

  @Override
  public void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException {
    report.paragraph(
        "Three shapes, chance a third. The probe is a logistic regression on the states of %d"
            + " training scenes; zero-shot is the nearest (by cosine) of the class averages of the"
            + " other modality's states. Accuracy on %d test scenes, mean ± standard error of %d"
            + " seeds. `%s` is what CLIP does: alignment without broadcast.",
        Math.min(TRAINING_SCENES, bench.training().rows()),
        bench.test().rows(),
        bench.config().seeds(),
        LossSet.CONTRASTIVE.label());
    PairsCurves curves =
        new PairsCurves(
            COMPARED,
            losses -> bench.config().pairs(),
            bench.seeds(),
            cell -> numbers.get(taskName(bench, cell)));
    for (String measure : MEASURES) {
      Plot plot = new Plot(measure, "pairs", "accuracy").logarithmic(true, false).range(0.3, 1.0);
      String file = measure.replaceAll("[^a-z]+", "-") + ".png";
      curves.show(report, measure, measure, plot, file, Sample::percent);
    }
    curves.csv(report, "accuracy.csv", MEASURES);
    report.paragraph("%s", verdict(curves, bench.config().pairs()));
  }

  /** Where the workspace with broadcast does not beat alignment alone. */
  private static String verdict(PairsCurves curves, List<Integer> numbersOfPairs) {
    List<String> lost = new ArrayList<>();
    for (String measure : MEASURES) {
      for (int pairs : numbersOfPairs) {
        Sample broadcast = curves.sample(LossSet.BROADCAST, pairs, measure);
        Sample aligned = curves.sample(LossSet.CONTRASTIVE, pairs, measure);
        if (broadcast.mean() <= aligned.mean()) {
          lost.add("%s with %d pairs".formatted(measure, pairs));
        }
      }
    }
    return lost.isEmpty()
        ? "The workspace with broadcast beats alignment alone in every measure at every number of"
            + " pairs."
        : "The workspace with broadcast does not beat alignment alone in: "
            + String.join("; ", lost)
            + ".";
  }
}
