package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TickTimesTest {
  @Test
  void aPercentileIsOneOfTheDurations() {
    TickTimes times = new TickTimes();
    assertEquals(Double.NaN, times.percentileMillis(50));
    for (long micros : new long[] {500, 999, 1000, 39_999, 40_000, 900_000}) {
      times.add(1000 * micros);
    }
    assertEquals(1, times.percentileMillis(50));
    assertEquals(900, times.percentileMillis(99));
    assertEquals(6, times.count());
  }
}
