package dev.cobot.action.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskSummaryTest {
  private static EpisodeResult episode(
      boolean success, String failure, Outcome.Kind outcome, boolean named, int stops) {
    return new EpisodeResult(
        "T2",
        1,
        "go",
        success,
        failure,
        outcome,
        "",
        "target",
        named,
        stops,
        0,
        9,
        LostGrasps.NONE,
        true,
        Meant.NOTHING);
  }

  @Test
  void theIntervalIsWilsons() {
    assertArrayEquals(new double[] {0.8256, 0.9448}, TaskSummary.wilson95(90, 100), 5e-5);
    assertArrayEquals(new double[] {0.2366, 0.7634}, TaskSummary.wilson95(5, 10), 5e-5);
    assertArrayEquals(new double[] {0, 0.2775}, TaskSummary.wilson95(0, 10), 5e-5);
    assertArrayEquals(new double[] {0.7225, 1}, TaskSummary.wilson95(10, 10), 5e-5);
    assertArrayEquals(new double[] {0, 1}, TaskSummary.wilson95(0, 0));
    for (int n = 1; n < 60; n += 7) {
      for (int k = 0; k <= n; k++) {
        double[] interval = TaskSummary.wilson95(k, n);
        double[] mirrored = TaskSummary.wilson95(n - k, n);
        double p = k / (double) n;
        assertTrue(interval[0] <= p + 1e-12 && p <= interval[1] + 1e-12);
        assertEquals(interval[0], 1 - mirrored[1], 1e-12);
      }
    }
  }

  @Test
  void episodesAreAddedUp() {
    TaskSummary summary =
        TaskSummary.of(
            "T2",
            List.of(
                episode(true, "", Outcome.Kind.DONE, true, 0),
                episode(true, "", Outcome.Kind.DONE, true, 2),
                episode(true, "", Outcome.Kind.FAILED, true, 0),
                episode(false, "timeout", Outcome.Kind.FAILED, true, 0),
                episode(false, "timeout", Outcome.Kind.DONE, false, 1),
                episode(false, "wrong_object", Outcome.Kind.REFUSED, false, 0)));
    assertEquals("T2", summary.id());
    assertEquals(6, summary.episodes());
    assertEquals(3, summary.successes());
    assertEquals(2, summary.cleanSuccesses());
    assertEquals(4, summary.pickedNamed());
    assertEquals(4, summary.truthful());
    assertEquals(Map.of("timeout", 2, "wrong_object", 1), summary.failures());
    assertEquals(TaskSummary.wilson95(3, 6)[0], summary.wilsonLow());
    assertEquals(TaskSummary.wilson95(3, 6)[1], summary.wilsonHigh());
  }
}
