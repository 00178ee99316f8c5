package dev.cobot.node.lerobot;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Statistics of a feature of numbers. Quantiles are exact up to {@value #KEPT} frames; beyond, they
 * are those of as many frames drawn evenly (reservoir sampling, Vitter 1985). Mean and spread by
 * Welford's method.
 */
final class NumberStats implements FeatureStats.Gatherer {
  private static final int KEPT = 20_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final int size;
  private final double[] min;
  private final double[] max;
  private final double[] mean;
  private final double[] squares;
  private double[][] kept = new double[64][];
  private long count;

  NumberStats(int size) {
    this.size = size;
    min = filled(Double.POSITIVE_INFINITY);
    max = filled(Double.NEGATIVE_INFINITY);
    mean = new double[size];
    squares = new double[size];
  }

  private double[] filled(double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  @Override
  public void add(Object value) {
    double[] row = numbers(value);
    count++;
    for (int i = 0; i < size; i++) {
      min[i] = Math.min(min[i], row[i]);
      max[i] = Math.max(max[i], row[i]);
      double delta = row[i] - mean[i];
      mean[i] += delta / count;
      squares[i] += delta * (row[i] - mean[i]);
    }
    long place = count <= KEPT ? count - 1 : random.nextLong(count);
    if (place < KEPT) {
      if (place >= kept.length) {
        kept = Arrays.copyOf(kept, Math.min(KEPT, 2 * kept.length));
      }
      kept[(int) place] = row;
    }
  }

  private static double[] numbers(Object value) {
    if (value instanceof float[] floats) {
      double[] numbers = new double[floats.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = floats[i];
      }
      return numbers;
    }
    if (value instanceof long[] longs) {
      return Arrays.stream(longs).asDoubleStream().toArray();
    }
    if (value instanceof Boolean is) {
      return new double[] {is ? 1 : 0};
    }
    return new double[] {((Number) value).doubleValue()};
  }

  @Override
  public FeatureStats stats() {
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("min", min.clone());
    values.put("max", max.clone());
    values.put("mean", mean.clone());
    double[] std = new double[size];
    for (int i = 0; i < size; i++) {
      std[i] = Math.sqrt(squares[i] / count);
    }
    values.put("std", std);
    values.put("count", new double[] {count});
    FeatureStats.QUANTILES.keySet().forEach(name -> values.put(name, new double[size]));
    double[] column = new double[(int) Math.min(count, KEPT)];
    for (int i = 0; i < size; i++) {
      for (int row = 0; row < column.length; row++) {
        column[row] = kept[row][i];
      }
      Arrays.sort(column);
      for (Map.Entry<String, Double> quantile : FeatureStats.QUANTILES.entrySet()) {
        values.get(quantile.getKey())[i] = quantile(column, quantile.getValue());
      }
    }
    return new FeatureStats(values);
  }

  /** Returns a quantile of sorted values, interpolated between the two nearest. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
