package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The parameters of a part, shrunk towards nothing by what pictures disagree.
 *
 * <p>The part is estimated again from pictures that are drawn with replacement. With V the mean
 * variance of what these estimates change at the objects, and D the mean square of what the
 * estimate of all pictures changes (both without the quarter of the objects where estimates vary
 * most: outliers are there), {@code max(0, 1 - t² V / D)} of it is kept, t being the 97.5 %
 * quantile of Student's distribution for the number of pictures: what is less than some two
 * standard errors is nothing, what is ten keeps 96 % (the non-negative garrote, for a whole part).
 *
 * @param parameters with the shrinking
 * @param sigma one of each parameter
 * @param kept part of the estimate, in [0, 1]
 */
record ShrunkFit(double[] parameters, double[] sigma, double kept) {
  private static final int RESAMPLES = 40;
  private static final double LEFT_OUT = 0.25;

  /** What an estimate changes at one object, squared, and the variance over the resamples. */
  private record Change(double square, double variance) {}

  /**
   * Estimates a part.
   *
   * @param pictures the matches of each
   */
  static ShrunkFit of(PartFit fit, List<List<Match>> pictures, long seed) {
    List<Match> all = flat(pictures);
    double[] estimate = fit.fit(all);
    List<List<Match>> telling =
        pictures.stream().filter(p -> p.stream().anyMatch(m -> fit.values(m) > 0)).toList();
    int n = telling.size();
    int parameters = estimate.length;
    if (n < 2) {
      return new ShrunkFit(new double[parameters], new double[parameters], 0);
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> drawn = new ArrayList<>();
    for (int r = 0; r < RESAMPLES; r++) {
      List<Match> sample = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        sample.addAll(telling.get(random.nextInt(n)));
      }
      drawn.add(fit.fit(sample));
    }
    double kept = kept(fit, all, estimate, drawn, n);
    double[] shrunk = new double[parameters];
    double[] sigma = new double[parameters];
    for (int j = 0; j < parameters; j++) {
      shrunk[j] = kept * estimate[j];
      sigma[j] = Math.sqrt(variance(drawn, j) * n / (n - 1.0));
    }
    return new ShrunkFit(shrunk, sigma, kept);
  }

  private static double kept(
      PartFit fit, List<Match> matches, double[] estimate, List<double[]> drawn, int pictures) {
    List<Change> changes = new ArrayList<>();
    for (Match match : matches) {
      if (fit.values(match) > 0) {
        double[] effect = fit.effect(estimate, match);
        List<double[]> effects = drawn.stream().map(d -> fit.effect(d, match)).toList();
        double square = 0;
        double variance = 0;
        for (int k = 0; k < effect.length; k++) {
          square += effect[k] * effect[k];
          variance += variance(effects, k);
        }
        changes.add(new Change(square, variance));
      }
    }
    changes.sort(Comparator.comparingDouble(Change::variance));
    List<Change> steady = changes.subList(0, (int) Math.ceil((1 - LEFT_OUT) * changes.size()));
    double square = steady.stream().mapToDouble(Change::square).sum();
    double variance = steady.stream().mapToDouble(Change::variance).sum();
    double t = student(pictures - 1);
    // Pictures that are drawn from themselves vary by (n - 1) / n of what they should.
    double enlarged = variance * pictures / (pictures - 1.0);
    return square == 0 ? 0 : Math.max(0, 1 - t * t * enlarged / square);
  }

  static List<Match> flat(List<List<Match>> pictures) {
    return pictures.stream().flatMap(List::stream).toList();
  }

  private static double variance(List<double[]> vectors, int index) {
    double mean = vectors.stream().mapToDouble(v -> v[index]).average().orElse(0);
    return vectors.stream()
        .mapToDouble(v -> (v[index] - mean) * (v[index] - mean))
        .average()
        .orElse(0);
  }

  /** Returns the 97.5 % quantile of Student's distribution (Cornish and Fisher's expansion). */
  private static double student(int degrees) {
    double z = 1.96;
    return z
        + (Math.pow(z, 3) + z) / (4 * degrees)
        + (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / (96.0 * degrees * degrees);
  }
}
