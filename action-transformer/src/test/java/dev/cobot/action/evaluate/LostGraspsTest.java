package dev.cobot.action.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LostGraspsTest {
  private static final Optional<String> HELD = Optional.of("cube");
  private static final Optional<String> NOTHING = Optional.empty();

  private final LostGrasps.Counter counter = new LostGrasps.Counter();

  @Test
  void whatIsLetGoIsNotLost() {
    counter.tick(HELD, true, false, 1);
    counter.tick(NOTHING, false, false, 1.1);
    assertEquals(LostGrasps.NONE, counter.end(false, 2));
  }

  @Test
  void theTimeToNoticeRunsFromTheSlip() {
    counter.tick(HELD, true, false, 1);
    counter.tick(NOTHING, true, false, 1.5);
    counter.tick(NOTHING, true, true, 1.75);
    counter.tick(NOTHING, false, true, 3);
    counter.tick(HELD, true, false, 5);
    counter.tick(NOTHING, true, false, 6);
    assertEquals(new LostGrasps(2, 2, 0.5, 1), counter.end(true, 6.5));
  }

  @Test
  void aSlipThatNobodyNoticesAndATryWithoutOneAreTold() {
    counter.tick(NOTHING, true, true, 1);
    counter.tick(HELD, true, false, 2);
    counter.tick(NOTHING, true, false, 3);
    assertEquals(new LostGrasps(1, 0, Double.NaN, 1), counter.end(false, 9));
  }
}
