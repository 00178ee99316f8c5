package dev.cobot.brain.study.experiment;

import java.util.List;
import java.util.Locale;

/**
 * Numbers of several seeds.
 *
 * @param mean their mean
 * @param standardError of the mean; 0 for a single number
 */
public record Sample(double mean, double standardError, int size) {
  public static Sample of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    int n = values.size();
    return new Sample(mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n), n);
  }

  public String text() {
    return String.format(Locale.ROOT, "%.4f ± %.4f", mean, standardError);
  }

  public String percent() {
    return String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * mean, 100 * standardError);
  }
}
