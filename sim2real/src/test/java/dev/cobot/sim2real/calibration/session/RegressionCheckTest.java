package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.session.RegressionCheck.Outcome;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressionCheckTest {
  private static final double LOST = Double.POSITIVE_INFINITY;

  private static RegressionCheck check(double[] before, double[] after) {
    return RegressionCheck.of(before, after, ErrorUnit.PIXELS, 1);
  }

  /** Errors of images of different difficulty, each measured with noise of its own. */
  private static double refusals(int images, double factor, int trials) {
    Random random = new Random(5);
    int refused = 0;
    for (int t = 0; t < trials; t++) {
      double[] before = new double[images];
      double[] after = new double[images];
      for (int i = 0; i < images; i++) {
        double difficulty = Math.exp(0.5 * random.nextGaussian());
        before[i] = difficulty * Math.exp(0.1 * random.nextGaussian());
        after[i] = factor * difficulty * Math.exp(0.1 * random.nextGaussian());
      }
      if (check(before, after).outcome() == Outcome.WORSE) {
        refused++;
      }
    }
    return (double) refused / trials;
  }

  @Test
  void whatChangesNothingIsSeldomRefused() {
    assertTrue(refusals(20, 1, 200) <= 0.05, () -> "20: " + refusals(20, 1, 200));
    assertTrue(refusals(6, 1, 200) <= 0.08, () -> "6: " + refusals(6, 1, 200));
    assertEquals(0, refusals(20, 0.8, 50));
  }

  @Test
  void whatIsWorseIsRefused() {
    assertTrue(refusals(20, 1.3, 200) >= 0.97, () -> "20: " + refusals(20, 1.3, 200));
    assertTrue(refusals(6, 2, 200) >= 0.97, () -> "6: " + refusals(6, 2, 200));
  }

  @Test
  void theSameNumbersAndSeedGiveTheSameAnswer() {
    double[] before = {1, 2, 3, 2.5, 1.5};
    double[] after = {1.1, 1.9, 3.3, 2.5, 1.4};
    assertEquals(check(before, after), check(before, after));
    assertEquals(Outcome.PASSED, check(before, after).outcome());
  }

  @Test
  void aWorseTailIsRefusedThoughTheMedianGetsBetter() {
    double[] before = new double[20];
    double[] after = new double[20];
    Arrays.fill(before, 1);
    Arrays.fill(after, 0, 12, 0.9);
    Arrays.fill(after, 12, 20, 5);
    RegressionCheck check = check(before, after);
    assertEquals(Outcome.WORSE, check.outcome());
    assertTrue(check.medianDifference() < 0, check::detail);
    assertTrue(
        check.detail().startsWith("The worst held-out images get clearly worse"), check::detail);
  }

  @Test
  void imagesInWhichNothingIsFoundAnyMoreAreWorse() {
    RegressionCheck lost = check(new double[] {1, 1, 1}, new double[] {LOST, LOST, LOST});
    assertEquals(Outcome.WORSE, lost.outcome());
    assertNull(lost.medianDifference());
    assertTrue(lost.detail().contains("infinite after"), lost::detail);
    assertEquals(
        Outcome.PASSED, check(new double[] {LOST, LOST, 1}, new double[] {LOST, 0.5, 1}).outcome());
  }

  @Test
  void aChangeOfNoConsequenceIsNotWorse() {
    double[] before = new double[30];
    double[] after = new double[30];
    Arrays.fill(before, 1);
    Arrays.fill(after, 1.01);
    assertEquals(Outcome.PASSED, check(before, after).outcome());
    Arrays.fill(after, 1.03);
    assertEquals(Outcome.WORSE, check(before, after).outcome());
  }

  @Test
  void withoutPairsNothingIsChecked() {
    assertEquals(Outcome.UNCHECKED, check(new double[0], new double[0]).outcome());
    assertEquals(Outcome.UNCHECKED, check(new double[] {LOST}, new double[] {1}).outcome());
    assertThrows(IllegalArgumentException.class, () -> check(new double[1], new double[2]));
    assertThrows(
        IllegalArgumentException.class, () -> check(new double[] {Double.NaN}, new double[] {1}));
    assertThrows(IllegalArgumentException.class, () -> check(new double[] {1}, new double[] {-1}));
  }
}
