package dev.cobot.node.lerobot;

import java.util.LinkedHashMap;
import java.util.Map;

/** Statistics of pictures by channel, in [0, 1], from counts of the 256 levels: exact. */
final class PictureStats implements FeatureStats.Gatherer {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 256;

  private final long[][] levels = new long[CHANNELS][LEVELS];
  private long pictures;

  /**
   * @param value the picture's bytes, red, green and blue in turns
   */
  @Override
  public void add(Object value) {
    byte[] rgb = (byte[]) value;
    for (int i = 0; i < rgb.length; i++) {
      levels[i % CHANNELS][rgb[i] & 0xFF]++;
    }
    pictures++;
  }

  /** Adds all the pictures of another one. */
  void addAll(PictureStats other) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int level = 0; level < LEVELS; level++) {
        levels[channel][level] += other.levels[channel][level];
      }
    }
    pictures += other.pictures;
  }

  @Override
  public FeatureStats stats() {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String name : new String[] {"min", "max", "mean", "std"}) {
      values.put(name, new double[CHANNELS]);
    }
    values.put("count", new double[] {pictures});
    FeatureStats.QUANTILES.keySet().forEach(name -> values.put(name, new double[CHANNELS]));
    for (int channel = 0; channel < CHANNELS; channel++) {
      double sum = 0;
      double squares = 0;
      long count = 0;
      for (int level = 0; level < LEVELS; level++) {
        double value = level / 255.0;
        long n = levels[channel][level];
        sum += n * value;
        squares += n * value * value;
        count += n;
      }
      double mean = sum / count;
      values.get("mean")[channel] = mean;
      values.get("std")[channel] = Math.sqrt(Math.max(0, squares / count - mean * mean));
      values.get("min")[channel] = level(channel, 1);
      values.get("max")[channel] = level(channel, count);
      for (Map.Entry<String, Double> quantile : FeatureStats.QUANTILES.entrySet()) {
        long place = Math.max(1, Math.round(Math.ceil(quantile.getValue() * count)));
        values.get(quantile.getKey())[channel] = level(channel, place);
      }
    }
    return new FeatureStats(values);
  }

  /** Returns the value of the pixel at this place, counted from 1, in the order of values. */
  private double level(int channel, long place) {
    long seen = 0;
    for (int level = 0; level < LEVELS; level++) {
      seen += levels[channel][level];
      if (seen >= place) {
        return level / 255.0;
      }
    }
    return 1;
  }
}
