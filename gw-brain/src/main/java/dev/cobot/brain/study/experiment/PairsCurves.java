package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.experiment.Workbench.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the workspaces of several loss combinations are worth against the number of pairs. */
final class PairsCurves {
  private final List<LossSet> compared;
  private final Function<LossSet, List<Integer>> pairs;
  private final List<Long> seeds;
  private final Function<Cell, Map<String, Double>> numbers;

  /**
   * Creates curves.
   *
   * @param pairs how many a combination is measured with, rising
   * @param numbers what was measured of a workspace, by name
   */
  PairsCurves(
      List<LossSet> compared,
      Function<LossSet, List<Integer>> pairs,
      List<Long> seeds,
      Function<Cell, Map<String, Double>> numbers) {
    this.compared = compared;
    this.pairs = pairs;
    this.seeds = seeds;
    this.numbers = numbers;
  }

  /** Returns the workspaces that such curves need. */
  static List<Cell> cells(
      List<LossSet> compared, Function<LossSet, List<Integer>> pairs, List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      for (LossSet losses : compared) {
        pairs.apply(losses).forEach(n -> cells.add(new Cell(losses, n, seed)));
      }
    }
    return cells;
  }

  /** Returns a number of all seeds. */
  Sample sample(LossSet losses, int pairs, String measure) {
    return Sample.of(
        seeds.stream()
            .map(seed -> numbers.apply(new Cell(losses, pairs, seed)).get(measure))
            .toList());
  }

  /** Returns the curve of a combination, the mean of some seeds. */
  double[] curve(LossSet losses, List<Long> ofSeeds, String measure) {
    PairsCurves some = new PairsCurves(compared, pairs, ofSeeds, numbers);
    return pairs.apply(losses).stream()
        .mapToDouble(n -> some.sample(losses, n, measure).mean())
        .toArray();
  }

  /**
   * Writes the table and the plot of a measure.
   *
   * @param plot without points
   * @param file the plot's name
   * @param text how a cell of the table is written
   */
  void show(
      Report report,
      String title,
      String measure,
      Plot plot,
      String file,
      Function<Sample, String> text)
      throws IOException {
    List<Integer> columns =
        compared.stream()
            .flatMap(losses -> pairs.apply(losses).stream())
            .distinct()
            .sorted()
            .toList();
    List<String> head = new ArrayList<>(List.of(title));
    columns.forEach(n -> head.add("N = " + n));
    List<List<String>> rows = new ArrayList<>();
    for (LossSet losses : compared) {
      List<String> row = new ArrayList<>(List.of(losses.label()));
      for (int n : columns) {
        if (pairs.apply(losses).contains(n)) {
          Sample sample = sample(losses, n, measure);
          plot.point(losses.label(), n, sample);
          row.add(text.apply(sample));
        } else {
          row.add(""); // a curve that is not continued
        }
      }
      rows.add(row);
    }
    report.table(head, rows);
    plot.write(report.folder().resolve(file));
    report.picture(title, file);
  }

  /** Writes all numbers of some measures as they were measured. */
  void csv(Report report, String file, Collection<String> measures) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : cells(compared, pairs, seeds)) {
      Map<String, Double> measured = numbers.apply(cell);
      for (String measure : measures) {
        rows.add(
            List.of(
                cell.losses().label(),
                Integer.toString(cell.pairs()),
                Long.toString(cell.seed()),
                measure,
                Double.toString(measured.get(measure))));
      }
    }
    report.csv(file, List.of("losses", "pairs", "seed", "measure", "value"), rows);
  }
}
