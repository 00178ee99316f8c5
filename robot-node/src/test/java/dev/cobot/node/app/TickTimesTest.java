package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TickTimesTest {
  @Test
  void theHistogramCountsEachDurationOnce() {
    TickTimes times = new TickTimes();
    assertArrayEquals(new long[] {0, 0, 0}, times.histogram(1, 40));
    for (long micros : new long[] {500, 999, 1000, 39_999, 40_000, 900_000}) {
      times.add(1000 * micros);
    }
    assertArrayEquals(new long[] {2, 2, 2}, times.histogram(1, 40));
    assertEquals(6, times.count());
  }
}
