package dev.cobot.node.lerobot;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statistics of a feature by the names that LeRobot gives them: min, max, mean, std (of the
 * population), count, q01, q10, q50, q90, q99; a value for each number, count alone.
 */
record FeatureStats(Map<String, double[]> values) {
  static final Map<String, Double> QUANTILES = quantiles();

  private static Map<String, Double> quantiles() {
    Map<String, Double> quantiles = new LinkedHashMap<>();
    quantiles.put("q01", 0.01);
    quantiles.put("q10", 0.1);
    quantiles.put("q50", 0.5);
    quantiles.put("q90", 0.9);
    quantiles.put("q99", 0.99);
    return quantiles;
  }

  /** Gathers what the statistics are made of. */
  interface Gatherer {
    /** Adds a frame's value, as it is written. */
    void add(Object value);

    FeatureStats stats();
  }
}
