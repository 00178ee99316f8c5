package dev.cobot.brain.study.shapes;

import dev.cobot.brain.objective.LatentTable;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a workspace's translations are worth in attributes and pixels, which can be compared between
 * workspaces over different latents. Errors are mean squared errors, of attributes in the
 * convention {@link ShapeVector#SHIMMER}, of pixels in [0, 1]; R2 is one minus the error over that
 * of the measured scenes' own mean, which stands beside it.
 */
final class DecodedReport {
  private static final int ROWS = 512; // decoded at once
  private static final String PIXELS = "pixels";
  private static final String MEAN = "mean of 8";
  private static final String SHAPE = "shape";
  private static final String CAPTION = "caption "; // before what is true of a caption
  private static final int SAID_SCENES = 2000; // word by word: slow

  /**
   * One number of the report.
   *
   * @param path from where to where
   * @param quantity an attribute, their mean, the pixels, or the shape
   * @param scenes how many were measured
   * @param error mean squared error; of the shape and of what captions say: part of the scenes in
   *     which it is wrong
   * @param baseline the same for the mean of the measured scenes; of the shape: for the most
   *     frequent one; of captions: for those of other scenes
   */
  record Entry(String path, String quantity, int scenes, double error, double baseline) {
    double r2() {
      return 1 - error / baseline;
    }

    boolean isShare() {
      return quantity.equals(SHAPE) || quantity.startsWith(CAPTION);
    }
  }

  /** A way through the workspace: latents of a domain to data of another. */
  @FunctionalInterface
  private interface Way<D> {
    D of(int rows, float[] latents);
  }

  /**
   * A way with its name.
   *
   * @param from whose latents it takes
   */
  private record Route<D>(String name, ShapesDomain from, Way<D> way) {}

  private final int scenes;
  private final List<Entry> entries;

  private DecodedReport(int scenes, List<Entry> entries) {
    this.scenes = scenes;
    this.entries = entries;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Measures on the first scenes of a split.
   *
   * @param latents of that split
   */
  static DecodedReport of(Translations on, LatentTable latents, ShapesTruth truth, int scenes) {
    List<Entry> entries = new ArrayList<>();
    if (on.has(ShapesDomain.ATTRIBUTES)) {
      for (Route<float[]> route : routes(on, ShapesDomain.ATTRIBUTES)) {
        Sums sums = new Sums(truth.vectors());
        sums.add(latents, truth.vectors(), route, scenes);
        sums.vectorEntries(route.name(), entries);
      }
    }
    if (on.has(ShapesDomain.VISION)) {
      List<Route<float[]>> routes = routes(on, ShapesDomain.VISION);
      routes.add(
          0, new Route<>("picture -> picture, VAE alone", ShapesDomain.VISION, on::reconstructed));
      for (Route<float[]> route : routes) {
        Sums sums = new Sums(truth.pictures());
        sums.add(latents, truth.pictures(), route, scenes);
        entries.add(sums.entry(route.name(), PIXELS, 0, sums.width));
      }
    }
    if (on.has(ShapesDomain.TEXT)) {
      captionEntries(on, latents, truth, Math.min(SAID_SCENES, scenes), entries);
    }
    return new DecodedReport(scenes, entries);
  }

  /** Returns the ways to a domain: from each one, and from itself by each other one. */
  private static List<Route<float[]>> routes(Translations on, ShapesDomain to) {
    return routes(on, to, (rows, states) -> on.to(to, rows, states));
  }

  private static <D> List<Route<D>> routes(Translations on, ShapesDomain to, Way<D> decode) {
    List<Route<D>> routes = new ArrayList<>();
    for (ShapesDomain from : on.domains()) {
      routes.add(
          new Route<>(
              from.dataName() + " -> " + to.dataName(),
              from,
              (n, u) -> decode.of(n, on.from(from, n, u))));
    }
    for (ShapesDomain by : on.others(to)) {
      routes.add(
          new Route<>(
              to.dataName() + " -> " + by.dataName() + " -> " + to.dataName(),
              to,
              (n, u) -> decode.of(n, on.via(by, n, on.from(to, n, u)))));
    }
    return routes;
  }

  private static void captionEntries(
      Translations on, LatentTable latents, ShapesTruth truth, int scenes, List<Entry> entries) {
    List<Route<List<String>>> routes = routes(on, ShapesDomain.TEXT, on::captions);
    routes.add(0, new Route<>("caption -> caption, text alone", ShapesDomain.TEXT, on::saidAgain));
    for (Route<List<String>> route : routes) {
      CaptionTruth own = new CaptionTruth();
      CaptionTruth foreign = new CaptionTruth();
      List<String> captions =
          route.way().of(scenes, rows(latents, route.from().moduleName(), 0, scenes));
      for (int row = 0; row < scenes; row++) {
        own.add(captions.get(row), truth.scene(row));
        foreign.add(captions.get(row), truth.scene((row + 1) % scenes));
      }
      Map<String, Double> chance = foreign.shares();
      own.shares()
          .forEach(
              (what, share) ->
                  entries.add(
                      new Entry(
                          route.name(), CAPTION + what, scenes, 1 - share, 1 - chance.get(what))));
    }
  }

  private static float[] rows(LatentTable latents, String domain, int from, int to) {
    int width = latents.width(domain);
    return Arrays.copyOfRange(latents.of(domain), from * width, to * width);
  }

  /** Errors and moments, value by value. */
  private static final class Sums {
    private final int width;
    private final ValueErrors errors;
    private final int[] classes = new int[AttributeErrors.CLASSES];
    private int wrong;

    Sums(ShapeRows truth) {
      width = truth.width();
      errors = new ValueErrors(width);
    }

    void add(LatentTable latents, ShapeRows truth, Route<float[]> route, int count) {
      for (int from = 0; from < count; from += ROWS) {
        int to = Math.min(from + ROWS, count);
        float[] u = rows(latents, route.from().moduleName(), from, to);
        float[] decoded = route.way().of(to - from, u);
        float[] wanted = truth.range(from, to);
        errors.add(decoded, wanted);
        for (int at = 0; width == ShapeVector.LENGTH && at < wanted.length; at += width) {
          int shape = AttributeErrors.greatestClass(wanted, at);
          classes[shape]++;
          wrong += AttributeErrors.greatestClass(decoded, at) == shape ? 0 : 1;
        }
      }
    }

    void vectorEntries(String path, List<Entry> entries) {
      int first = AttributeErrors.CLASSES;
      for (int i = 0; i < AttributeErrors.VALUES.size(); i++) {
        entries.add(entry(path, AttributeErrors.VALUES.get(i), first + i, first + i + 1));
      }
      entries.add(entry(path, MEAN, first, width));
      int most = Math.max(classes[0], Math.max(classes[1], classes[2]));
      double rows = errors.rows();
      entries.add(new Entry(path, SHAPE, errors.rows(), wrong / rows, 1 - most / rows));
    }

    /** Returns the entry of the values [from, to). */
    Entry entry(String path, String quantity, int from, int to) {
      return new Entry(
          path, quantity, errors.rows(), errors.meanSquare(from, to), errors.variance(from, to));
    }
  }

  /**
   * Returns the numbers that go into a card: {@code mse/...}, {@code r2/...}, {@code accuracy/...},
   * of captions {@code readable/...} and {@code true/...}.
   */
  Map<String, Double> toMetrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Entry entry : entries) {
      String name = entry.path().replace(" -> ", "-").replace(", ", "-").replace(' ', '_');
      switch (entry.quantity()) {
        case SHAPE -> metrics.put("accuracy/" + name, 1 - entry.error());
        case MEAN, PIXELS -> {
          metrics.put("mse/" + name, entry.error());
          metrics.put("r2/" + name, entry.r2());
        }
        case CAPTION + CaptionTruth.READABLE -> metrics.put("readable/" + name, 1 - entry.error());
        case CAPTION + CaptionTruth.ALL -> metrics.put("true/" + name, 1 - entry.error());
        default -> {
          // each attribute stands in the report
        }
      }
    }
    return metrics;
  }

  private String captionNote() {
    int said =
        entries.stream()
            .filter(entry -> entry.quantity().startsWith(CAPTION))
            .mapToInt(Entry::scenes)
            .max()
            .orElse(0);
    return said == 0
        ? ""
        : """
"caption ..." is the part of %d captions that are wrong about something, or that the grammar could not have written (all of it is then wrong);
their baseline are the captions of other scenes.
"""
            .formatted(said);
  }

  /** Writes {@code decoded.csv} and {@code decoded.md}. */
  void write(Path folder) throws IOException {
    StringBuilder csv = new StringBuilder("path,quantity,scenes,error,baseline,r2\n");
    StringBuilder text =
        new StringBuilder(
            """
# Decoded attributes and pictures

Mean squared errors on %d validation scenes. Attributes in the convention SHIMMER: x and y are 2(v - 7)/18 - 1, size 2(v - 7)/7 - 1, rotation
as cosine and sine, colours 2v/255 - 1. Pixels in [0, 1]. Baseline: the mean of these scenes. R2: one minus error over baseline.
"shape" is the part of the scenes whose shape is wrong; its baseline always says the most frequent one.
%s
| path | quantity | error | baseline | R2 |
|---|---|---|---|---|
"""
                .formatted(scenes, captionNote()));
    for (Entry entry : entries) {
      String r2 = entry.isShare() ? "" : String.format(Locale.ROOT, "%.4f", entry.r2());
      csv.append(
          String.format(
              Locale.ROOT,
              "\"%s\",%s,%d,%.6g,%.6g,%s\n",
              entry.path(),
              entry.quantity(),
              entry.scenes(),
              entry.error(),
              entry.baseline(),
              r2));
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.5f | %.5f | %s |\n",
              entry.path(),
              entry.quantity(),
              entry.error(),
              entry.baseline(),
              r2));
    }
    Files.write(folder.resolve("decoded.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("decoded.md"), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
