package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreFusionTest {
  private static List<ScoreFusion.Example> examples(ScoreFusion truth, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ScoreFusion.Example> examples = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double detector = random.nextDouble(-5, 5);
      double reader = random.nextDouble(-5, 5);
      boolean right = random.nextDouble() < truth.score(detector, reader);
      examples.add(new ScoreFusion.Example(detector, reader, right));
    }
    return examples;
  }

  @Test
  void theWeightsThatMadeTheExamplesAreFound() {
    ScoreFusion truth = new ScoreFusion(0.3, 1.1, -0.8);
    ScoreFusion found = ScoreFusion.fit(examples(truth, 20_000, 1));
    assertEquals(truth.detector(), found.detector(), 0.06);
    assertEquals(truth.reader(), found.reader(), 0.06);
    assertEquals(truth.bias(), found.bias(), 0.1);
  }

  @Test
  void whoKnowsNothingIsNotListenedTo() {
    List<ScoreFusion.Example> examples = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(2);
    for (ScoreFusion.Example e : examples(new ScoreFusion(0, 1, 0), 5000, 3)) {
      examples.add(new ScoreFusion.Example(random.nextDouble(-5, 5), e.readerLogit(), e.right()));
    }
    ScoreFusion found = ScoreFusion.fit(examples);
    assertEquals(0, found.detector(), 0.05);
    assertTrue(found.score(-5, 3) > 0.9 && found.score(5, -3) < 0.1, found.toString());
  }

  @Test
  void fewExamplesNeverStopIt() {
    for (long seed = 1; seed <= 200; seed++) {
      List<ScoreFusion.Example> few = examples(new ScoreFusion(0.5, 0.8, -0.2), 80, seed);
      assertDoesNotThrow(() -> ScoreFusion.fit(few));
    }
  }

  @Test
  void whoPointsTheWrongWayOrSeparatesByLittleGetsAWeightWithinItsLimits() {
    List<ScoreFusion.Example> wrongWay = new ArrayList<>();
    List<ScoreFusion.Example> close = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      boolean right = i % 2 == 0;
      wrongWay.add(new ScoreFusion.Example(right ? -2 : 2, right ? 3 : -3, right));
      close.add(new ScoreFusion.Example(right ? 0.01 : -0.01, 1, right));
    }
    assertEquals(0, ScoreFusion.fit(wrongWay).detector(), 1e-9);
    ScoreFusion found = ScoreFusion.fit(close);
    assertTrue(found.detector() > 0.5 && found.detector() <= 20, found.toString());
  }

  @Test
  void whatSeparatesPerfectlyOrIsTooLittleGivesFiniteWeights() {
    List<ScoreFusion.Example> apart = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      apart.add(new ScoreFusion.Example(i % 2 == 0 ? 30 : -30, i % 2 == 0 ? 30 : -30, i % 2 == 0));
    }
    ScoreFusion found = ScoreFusion.fit(apart);
    assertTrue(found.score(8, 8) > 0.99 && found.score(-8, -8) < 0.01, found.toString());
    assertEquals(ScoreFusion.EVEN, ScoreFusion.fit(apart.subList(0, 10)));
  }

  @Test
  void aCardGivesItBackAndNonsenseIsRefused() {
    ScoreFusion fusion = new ScoreFusion(0.7, 0.2, -1.5);
    Map<String, Double> metrics = new HashMap<>();
    fusion.writeTo(metrics);
    assertEquals(fusion, ScoreFusion.from(metrics));
    assertEquals(ScoreFusion.EVEN, ScoreFusion.from(Map.of()));
    metrics.put("scoreBias", Double.NaN);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> ScoreFusion.from(metrics))
            .getMessage()
            .contains("NaN"));
  }
}
