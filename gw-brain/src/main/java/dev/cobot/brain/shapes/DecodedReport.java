package dev.cobot.brain.shapes;

import dev.cobot.brain.workspace.LatentTable;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a workspace's translations are worth in attributes and pixels, which can be compared between
 * workspaces over different latents. Errors are mean squared errors, of attributes in the
 * convention {@link ShapeVector#SHIMMER}, of pixels in [0, 1]; R2 is one minus the error over that
 * of the measured scenes' own mean, which stands beside it.
 */
final class DecodedReport {
  private static final List<String> VALUES =
      List.of("x", "y", "size", "cos", "sin", "red", "green", "blue");
  private static final int ROWS = 512; // decoded at once
  private static final String PIXELS = "pixels";
  private static final String MEAN = "mean of 8";
  private static final String SHAPE = "shape";

  /**
   * One number of the report.
   *
   * @param path from where to where
   * @param quantity an attribute, their mean, the pixels, or the shape
   * @param error mean squared error; of the shape: part of the scenes in which it is wrong
   * @param baseline the same for the mean of the measured scenes; of the shape: for the most
   *     frequent one
   */
  record Entry(String path, String quantity, double error, double baseline) {
    double r2() {
      return 1 - error / baseline;
    }
  }

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
  static DecodedReport of(
      Translations on, LatentTable latents, ShapeRows pictures, ShapeRows vectors, int scenes) {
    Map<String, BiFunction<Integer, float[][], float[]>> toVectors = new LinkedHashMap<>();
    toVectors.put("picture -> attributes", (n, u) -> on.vectors(n, on.fromVision(n, u[0])));
    toVectors.put("attributes -> attributes", (n, u) -> on.vectors(n, on.fromAttributes(n, u[1])));
    toVectors.put(
        "attributes -> picture -> attributes",
        (n, u) -> on.vectors(n, on.viaVision(n, on.fromAttributes(n, u[1]))));
    Map<String, BiFunction<Integer, float[][], float[]>> toPictures = new LinkedHashMap<>();
    toPictures.put("picture -> picture, VAE alone", (n, u) -> on.reconstructed(n, u[0]));
    toPictures.put("picture -> picture", (n, u) -> on.pictures(n, on.fromVision(n, u[0])));
    toPictures.put("attributes -> picture", (n, u) -> on.pictures(n, on.fromAttributes(n, u[1])));
    toPictures.put(
        "picture -> attributes -> picture",
        (n, u) -> on.pictures(n, on.viaAttributes(n, on.fromVision(n, u[0]))));
    List<Entry> entries = new ArrayList<>();
    toVectors.forEach(
        (path, way) -> {
          Sums sums = new Sums(vectors);
          sums.add(latents, vectors, way, scenes);
          sums.vectorEntries(path, entries);
        });
    toPictures.forEach(
        (path, way) -> {
          Sums sums = new Sums(pictures);
          sums.add(latents, pictures, way, scenes);
          entries.add(
              new Entry(path, PIXELS, sums.error(0, sums.width), sums.variance(0, sums.width)));
        });
    return new DecodedReport(scenes, entries);
  }

  /** Errors and moments, value by value. */
  private static final class Sums {
    private final int width;
    private final double[] squaredErrors;
    private final double[] values;
    private final double[] squares;
    private final int[] classes = new int[AttributeErrors.CLASSES];
    private int wrong;
    private int scenes;

    Sums(ShapeRows truth) {
      width = truth.width();
      squaredErrors = new double[width];
      values = new double[width];
      squares = new double[width];
    }

    void add(
        LatentTable latents,
        ShapeRows truth,
        BiFunction<Integer, float[][], float[]> way,
        int count) {
      for (int from = 0; from < count; from += ROWS) {
        int to = Math.min(from + ROWS, count);
        float[][] u = {
          rows(latents, ShapesModule.VISION, from, to),
          rows(latents, ShapesModule.ATTRIBUTES, from, to)
        };
        float[] decoded = way.apply(to - from, u);
        float[] wanted = truth.range(from, to);
        for (int i = 0; i < wanted.length; i++) {
          double error = decoded[i] - wanted[i];
          squaredErrors[i % width] += error * error;
          values[i % width] += wanted[i];
          squares[i % width] += (double) wanted[i] * wanted[i];
        }
        for (int at = 0; width == ShapeVector.LENGTH && at < wanted.length; at += width) {
          int shape = greatest(wanted, at);
          classes[shape]++;
          wrong += greatest(decoded, at) == shape ? 0 : 1;
        }
        scenes += to - from;
      }
    }

    private static float[] rows(LatentTable latents, String domain, int from, int to) {
      int width = latents.width(domain);
      return java.util.Arrays.copyOfRange(latents.of(domain), from * width, to * width);
    }

    private static int greatest(float[] vectors, int at) {
      int best = 0;
      for (int i = 1; i < AttributeErrors.CLASSES; i++) {
        best = vectors[at + i] > vectors[at + best] ? i : best;
      }
      return best;
    }

    double error(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += squaredErrors[i] / scenes;
      }
      return sum / (to - from);
    }

    double variance(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        double mean = values[i] / scenes;
        sum += squares[i] / scenes - mean * mean;
      }
      return sum / (to - from);
    }

    void vectorEntries(String path, List<Entry> entries) {
      int first = AttributeErrors.CLASSES;
      for (int i = 0; i < VALUES.size(); i++) {
        entries.add(
            new Entry(
                path,
                VALUES.get(i),
                error(first + i, first + i + 1),
                variance(first + i, first + i + 1)));
      }
      entries.add(new Entry(path, MEAN, error(first, width), variance(first, width)));
      int most = Math.max(classes[0], Math.max(classes[1], classes[2]));
      entries.add(new Entry(path, SHAPE, wrong / (double) scenes, 1 - most / (double) scenes));
    }
  }

  /**
   * Returns the numbers that go into a card: {@code mse/...}, {@code r2/...}, {@code accuracy/...}.
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
        default -> {
          // each attribute stands in the report
        }
      }
    }
    return metrics;
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

| path | quantity | error | baseline | R2 |
|---|---|---|---|---|
"""
                .formatted(scenes));
    for (Entry entry : entries) {
      String r2 =
          entry.quantity().equals(SHAPE) ? "" : String.format(Locale.ROOT, "%.4f", entry.r2());
      csv.append(
          String.format(
              Locale.ROOT,
              "\"%s\",%s,%d,%.6g,%.6g,%s\n",
              entry.path(),
              entry.quantity(),
              scenes,
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
