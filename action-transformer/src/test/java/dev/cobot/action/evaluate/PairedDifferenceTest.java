package dev.cobot.action.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.evaluate.PairedDifference.Ended;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  @Test
  void episodesOfOneSeedAndTaskArePaired() {
    List<Ended> one =
        List.of(
            new Ended("W4", 1, true),
            new Ended("W4", 2, true),
            new Ended("W4", 3, false),
            new Ended("W4", 4, false),
            new Ended("W4", 9, true),
            new Ended("W5", 5, true));
    List<Ended> other =
        List.of(
            new Ended("W4", 4, false),
            new Ended("W4", 3, true),
            new Ended("W4", 2, false),
            new Ended("W4", 1, true),
            new Ended("W4", 5, false));
    assertEquals(new PairedDifference("W4", 1, 1, 1, 1), PairedDifference.of("W4", one, other));
    assertEquals(0, PairedDifference.of("W5", one, other).pairs());
    List<Ended> twice = List.of(one.get(0), new Ended("W4", 1, false));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> PairedDifference.of("W4", twice, other))
            .getMessage()
            .contains("seed 1 "));
  }

  /** The binomial tail by hand: 2 (1 + 7) / 2^7, and 2 / 2^20. */
  @Test
  void mcNemarsTestIsTheExactOne() {
    assertEquals(0.125, new PairedDifference("x", 30, 6, 1, 3).mcNemar(), 1e-12);
    assertEquals(0.125, new PairedDifference("x", 0, 1, 6, 0).mcNemar(), 1e-12);
    assertEquals(2 / Math.pow(2, 20), new PairedDifference("x", 5, 20, 0, 5).mcNemar(), 1e-15);
    assertEquals(1, new PairedDifference("x", 9, 3, 3, 1).mcNemar(), 1e-12);
    assertEquals(1, new PairedDifference("x", 9, 0, 0, 1).mcNemar());
  }

  @Test
  void theIntervalIsMirroredAndHoldsTheDifference() {
    for (int a = 0; a <= 12; a += 3) {
      for (int b = 0; b <= 12; b += 2) {
        for (int c = 0; c <= 12; c += 2) {
          PairedDifference one = new PairedDifference("x", a, b, c, 4);
          double[] interval = one.interval95();
          double[] mirrored = new PairedDifference("x", a, c, b, 4).interval95();
          assertTrue(interval[0] <= one.difference() && one.difference() <= interval[1]);
          assertArrayEquals(new double[] {-mirrored[1], -mirrored[0]}, interval, 1e-12);
        }
      }
    }
    double[] none = new PairedDifference("x", 60, 0, 0, 0).interval95();
    assertTrue(none[0] < -0.04 && none[1] > 0.04, "no failure in 60 proves no equality");
    assertArrayEquals(new double[] {-1, 1}, new PairedDifference("x", 0, 0, 0, 0).interval95());
  }

  /** How often the interval holds the truth, over all outcomes of 24 pairs. */
  @Test
  void theIntervalCoversTheTruthInSome95Percent() {
    double[][] truths = {{0.6, 0.2, 0.05, 0.15}, {0.3, 0.45, 0.05, 0.2}, {0.25, 0.25, 0.25, 0.25}};
    int n = 24;
    double[] logFactorial = new double[n + 1];
    for (int k = 1; k <= n; k++) {
      logFactorial[k] = logFactorial[k - 1] + Math.log(k);
    }
    for (double[] p : truths) {
      double covered = 0;
      for (int a = 0; a <= n; a++) {
        for (int b = 0; a + b <= n; b++) {
          for (int c = 0; a + b + c <= n; c++) {
            int d = n - a - b - c;
            double log =
                logFactorial[n]
                    - logFactorial[a]
                    - logFactorial[b]
                    - logFactorial[c]
                    - logFactorial[d]
                    + a * Math.log(p[0])
                    + b * Math.log(p[1])
                    + c * Math.log(p[2])
                    + d * Math.log(p[3]);
            double[] interval = new PairedDifference("x", a, b, c, d).interval95();
            double truth = p[1] - p[2];
            covered += interval[0] <= truth && truth <= interval[1] ? Math.exp(log) : 0;
          }
        }
      }
      assertTrue(covered > 0.93 && covered < 0.985, "covers " + covered);
    }
  }
}
