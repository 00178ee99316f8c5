package dev.cobot.brain.sight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What was read of labelled objects, held against the labels.
 *
 * @param rows the objects
 * @param said (rows, kinds + values): scores of the kinds, then the values
 */
public record Readings(int kinds, List<FoundObjects.Row> rows, float[][] said) {
  /** Errors of so many medians are far off. */
  static final int FAR = 5;

  /** What is measured, each the smaller the better. */
  public enum Measure {
    /** Part of the objects that are taken for another kind. */
    WRONG_KIND,
    /** Median error of a channel, sRGB. */
    COLOR,
    /** Median error of the height over the table, metres. */
    HEIGHT_METERS,
    /** Median error of the logarithm of a side. */
    SIZE,
    /** Median distance of the centre in the plane across the ray, metres. */
    CENTER_METERS,
    /** Median error of the yaw of things that look alike after a quarter turn, radians. */
    YAW_RAD
  }

  /** Returns a row of {@code said}. */
  public static float[] said(int kinds, float[] logits, float[] values) {
    float[] said = Arrays.copyOf(logits, kinds + values.length);
    System.arraycopy(values, 0, said, kinds, values.length);
    return said;
  }

  /** Returns a measure of all rows. */
  public double measure(Measure measure) {
    return summary(measure, allErrors(measure, range()));
  }

  private int[] range() {
    int[] all = new int[rows.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private double[] allErrors(Measure measure, int[] chosen) {
    List<double[]> parts = new ArrayList<>();
    int n = 0;
    for (int i : chosen) {
      double[] part = errors(measure, i);
      parts.add(part);
      n += part.length;
    }
    double[] all = new double[n];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static double summary(Measure measure, double[] errors) {
    if (errors.length == 0) {
      return Double.NaN;
    }
    if (measure == Measure.WRONG_KIND) {
      return Arrays.stream(errors).average().getAsDouble();
    }
    Arrays.sort(errors);
    return errors[(errors.length - 1) / 2];
  }

  private double[] errors(Measure measure, int i) {
    FoundObjects.Row row = rows.get(i);
    float[] says = said[i];
    return switch (measure) {
      case WRONG_KIND -> new double[] {likeliest(says) == row.kind() ? 0 : 1};
      case COLOR -> {
        double[] channels = new double[3];
        for (int c = 0; c < 3; c++) {
          int v = FoundObjects.COLOR + c;
          double red = Math.max(-1, Math.min(1, says[kinds + v]));
          channels[c] = Math.abs(red - row.values()[v]) / 2;
        }
        yield channels;
      }
      case HEIGHT_METERS -> {
        int v = FoundObjects.HEIGHT;
        yield row.known()[v] == 0
            ? new double[0]
            : new double[] {row.metersAcross() * Math.abs(says[kinds + v] - row.values()[v])};
      }
      case SIZE -> {
        int v = FoundObjects.SIZE;
        yield row.known()[v] == 0
            ? new double[0]
            : new double[] {
              Math.abs(says[kinds + v] - row.values()[v]),
              Math.abs(says[kinds + v + 1] - row.values()[v + 1]),
              Math.abs(says[kinds + v + 2] - row.values()[v + 2])
            };
      }
      case CENTER_METERS -> {
        int v = FoundObjects.CENTER;
        yield row.known()[v] == 0
            ? new double[0]
            : new double[] {
              row.metersAcross()
                  * Math.hypot(
                      says[kinds + v] - row.values()[v], says[kinds + v + 1] - row.values()[v + 1])
            };
      }
      case YAW_RAD -> {
        int v = FoundObjects.FOUR_YAWS;
        double off =
            Math.atan2(says[kinds + v + 1], says[kinds + v])
                - Math.atan2(row.values()[v + 1], row.values()[v]);
        yield row.known()[v] == 0
            ? new double[0]
            : new double[] {Math.abs(Math.atan2(Math.sin(off), Math.cos(off))) / 4};
      }
    };
  }

  private int likeliest(float[] says) {
    int best = 0;
    for (int k = 1; k < kinds; k++) {
      best = says[k] > says[best] ? k : best;
    }
    return best;
  }

  /**
   * A difference with its 95 % interval.
   *
   * @param value of the measured ones less the others: below 0 is better
   */
  public record Difference(double value, double low, double high) {}

  /**
   * Returns how much several readings of the same objects differ in the mean from others in a
   * measure, with the percentile interval of arrangements drawn with replacement (Efron 1979), the
   * same for both. The chance of a training is not in it.
   *
   * @param ours one reading a training
   * @param others as many or another number
   */
  public static Difference difference(
      Measure measure, List<Readings> ours, List<Readings> others, int resamples, long seed) {
    return difference(measure, ours, others, errors -> summary(measure, errors), resamples, seed);
  }

  /**
   * As the other, of the mean errors in place of their medians: a change that all objects share is
   * seen in fewer of them. What is {@value #FAR} times the others' median off counts as so much, so
   * that one wrong label does not decide.
   */
  public static Difference meanDifference(
      Measure measure, Readings ours, Readings others, int resamples, long seed) {
    double far = FAR * others.measure(measure);
    return difference(
        measure,
        List.of(ours),
        List.of(others),
        errors -> Arrays.stream(errors).map(e -> Math.min(e, far)).average().orElse(Double.NaN),
        resamples,
        seed);
  }

  private static Difference difference(
      Measure measure,
      List<Readings> ours,
      List<Readings> others,
      ToDoubleFunction<double[]> summary,
      int resamples,
      long seed) {
    List<FoundObjects.Row> rows = ours.get(0).rows();
    Map<Integer, List<Integer>> ofScene = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      ofScene.computeIfAbsent(rows.get(i).scene(), any -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> scenes = List.copyOf(ofScene.values());
    SplittableRandom random = new SplittableRandom(seed);
    double[] drawn = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      int[] chosen =
          random
              .ints(scenes.size(), 0, scenes.size())
              .boxed()
              .flatMap(scene -> scenes.get(scene).stream())
              .mapToInt(Integer::intValue)
              .toArray();
      ToDoubleFunction<Readings> measured =
          one -> summary.applyAsDouble(one.allErrors(measure, chosen));
      drawn[r] = mean(ours, measured) - mean(others, measured);
    }
    double[] told = Arrays.stream(drawn).filter(d -> !Double.isNaN(d)).sorted().toArray();
    ToDoubleFunction<Readings> whole =
        one -> summary.applyAsDouble(one.allErrors(measure, one.range()));
    double value = mean(ours, whole) - mean(others, whole);
    return told.length == 0
        ? new Difference(value, Double.NaN, Double.NaN)
        : new Difference(
            value,
            told[(int) (0.025 * told.length)],
            told[(int) Math.ceil(0.975 * told.length) - 1]);
  }

  public static double mean(List<Readings> readings, ToDoubleFunction<Readings> of) {
    return readings.stream().mapToDouble(of).average().orElse(Double.NaN);
  }
}
