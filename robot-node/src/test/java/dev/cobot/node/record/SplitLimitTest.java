package dev.cobot.node.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitLimitTest {
  @Test
  void limitsHaveUnits() {
    assertEquals(new SplitLimit(500_000_000, 0), SplitLimit.parse("500MB"));
    assertEquals(new SplitLimit(1536, 0), SplitLimit.parse("1.5KiB"));
    assertEquals(new SplitLimit(0, 90_000_000_000L), SplitLimit.parse("90s"));
    for (String wrong : List.of("5", "0MB", "MB", "-1s", "5m", "")) {
      String said =
          assertThrows(IllegalArgumentException.class, () -> SplitLimit.parse(wrong)).getMessage();
      assertTrue(said.contains("500MB"), said);
    }
  }
}
