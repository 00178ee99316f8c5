package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.scene.SeedStreams;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** The rows of a transfer as a file, a table and a plot. */
final class TransferReport {
  private static final int MIN_BOUND_EPISODES = 1000;

  private final TransferConfig config;
  private final List<TransferResult> results;
  private final double oracle;
  private final double random;
  private final double still;

  private TransferReport(TransferConfig config, List<TransferResult> results) {
    this.config = config;
    this.results = results;
    int episodes = Math.max(MIN_BOUND_EPISODES, config.episodes());
    oracle = mean(TestEpisodes.play(Chooser.oracle(), episodes));
    random =
        mean(
            TestEpisodes.play(Chooser.random(new SeedStreams(0).stream("random moves")), episodes));
    still = mean(TestEpisodes.play(Chooser.still(), episodes));
  }

  private static double mean(List<Trial> trials) {
    return trials.stream().mapToDouble(Trial::sum).average().orElseThrow();
  }

  /** Writes {@code policy.csv}, {@code policy.md} and {@code policy.png}. */
  static void write(Path out, TransferConfig config, List<TransferResult> results)
      throws IOException {
    TransferReport report = new TransferReport(config, results);
    PolicyTransfer.replace(out.resolve("policy.csv"), report.csv());
    PolicyTransfer.replace(out.resolve("policy.md"), report.table());
    report.plot(out.resolve("policy.png"));
  }

  /** Returns 0 for random moves and 1 for the oracle. */
  private double normalised(double meanReturn) {
    return (meanReturn - random) / (oracle - random);
  }

  private String csv() {
    StringBuilder csv =
        new StringBuilder(
            "workspace,seed,trained_on,tested_on,episodes,return_mean,return_half_95,normalised,arrived,steps_mean\n");
    for (TransferResult r : results) {
      csv.append(
          String.join(
              ",",
              r.workspace(),
              Long.toString(r.seed()),
              r.trainedOn(),
              r.testedOn(),
              Integer.toString(r.episodes()),
              PolicyTransfer.number(r.meanReturn(), 3),
              PolicyTransfer.number(r.halfInterval(), 3),
              PolicyTransfer.number(normalised(r.meanReturn()), 5),
              PolicyTransfer.number(r.arrived(), 4),
              PolicyTransfer.number(r.meanSteps(), 2)));
      csv.append('\n');
    }
    return csv.toString();
  }

  private List<String> kinds() {
    List<String> kinds = new ArrayList<>(config.workspaces());
    if (config.control()) {
      kinds.add(PolicyTransfer.CONTROL);
    }
    return kinds;
  }

  /** Returns a number of each seed, in the order of the seeds. */
  private List<Double> each(
      String kind, Modality trained, Modality tested, ToDoubleFunction<TransferResult> number) {
    return results.stream()
        .filter(r -> r.workspace().equals(kind))
        .filter(r -> r.trainedOn().equals(trained.title()) && r.testedOn().equals(tested.title()))
        .map(number::applyAsDouble)
        .toList();
  }

  private static double mean(Iterable<Double> values) {
    double sum = 0;
    int count = 0;
    for (double value : values) {
      sum += value;
      count++;
    }
    return sum / count;
  }

  private static String withRange(List<Double> values, int digits, String unit) {
    if (values.isEmpty()) {
      return "";
    }
    String text = PolicyTransfer.number(mean(values), digits) + unit;
    return values.size() == 1
        ? text
        : "%s (%s..%s)"
            .formatted(
                text,
                PolicyTransfer.number(Collections.min(values), digits),
                PolicyTransfer.number(Collections.max(values), digits));
  }

  private String table() {
    StringBuilder text =
        new StringBuilder(
            """
# Transfer of a policy between modalities

The reaching task of Simple Shapes. Each policy was trained on the workspace states of one modality, %d moves of PPO, and tried without
further training in both, %d episodes each, the same ones everywhere. Return: sum of an episode's rewards. Normalised: 0 is random
moves (%s), 1 is the oracle that takes the best next reward (%s); no move at all has %s. Lost: part of its own return that a policy loses
when the modality is swapped. Seeds: %s; mean of the seeds (lowest..highest).

| workspace | trained on | return | return, swapped | lost | normalised | normalised, swapped | arrived | arrived, swapped |
|---|---|---|---|---|---|---|---|---|
"""
                .formatted(
                    config.policy().steps(),
                    config.episodes(),
                    PolicyTransfer.number(random, 0),
                    PolicyTransfer.number(oracle, 0),
                    PolicyTransfer.number(still, 0),
                    config.seeds()));
    for (String kind : kinds()) {
      for (Modality trained : Modality.values()) {
        List<Double> own = each(kind, trained, trained, TransferResult::meanReturn);
        List<Double> swapped = each(kind, trained, trained.other(), TransferResult::meanReturn);
        if (own.isEmpty()) {
          continue;
        }
        List<Double> lost = new ArrayList<>();
        for (int i = 0; i < swapped.size(); i++) {
          lost.add(100 * (own.get(i) - swapped.get(i)) / Math.abs(own.get(i)));
        }
        text.append(
            "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                    kind,
                    trained.title(),
                    withRange(own, 1, ""),
                    withRange(swapped, 1, ""),
                    withRange(lost, 1, " %"),
                    withRange(own.stream().map(this::normalised).toList(), 3, ""),
                    withRange(swapped.stream().map(this::normalised).toList(), 3, ""),
                    withRange(each(kind, trained, trained, TransferResult::arrived), 3, ""),
                    withRange(
                        each(kind, trained, trained.other(), TransferResult::arrived), 3, "")));
      }
    }
    text.append(
        "\n"
            + "Intervals of single policies over their episodes are in `policy.csv`; `film.png` in"
            + " a policy's folder shows episodes.\n");
    return text.toString();
  }

  private void plot(Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(1000)
            .height(600)
            .title("A policy in the modality of its training > of its test")
            .yAxisTitle("return: 0 random moves, 1 oracle; error bars: standard error over seeds")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setAvailableSpaceFill(0.7);
    for (Modality trained : Modality.values()) {
      for (Modality tested : List.of(trained, trained.other())) {
        List<Double> means = new ArrayList<>(); // null: not tried
        List<Double> errors = new ArrayList<>();
        for (String kind : kinds()) {
          List<Double> scores =
              each(kind, trained, tested, TransferResult::meanReturn).stream()
                  .map(this::normalised)
                  .toList();
          means.add(scores.isEmpty() ? null : mean(scores));
          errors.add(standardError(scores));
        }
        if (means.stream().anyMatch(Objects::nonNull)) {
          chart.addSeries(trained.title() + " > " + tested.title(), kinds(), means, errors);
        }
      }
    }
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static double standardError(List<Double> values) {
    if (values.size() < 2) {
      return 0;
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.size() - 1) / values.size());
  }
}
