package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.action.session.HoldWatch.Loss;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldWatchTest {
  private static final long TICK = 40_000_000L;

  private final HoldWatch watch = new HoldWatch();
  private long now;

  private Optional<Loss> feel(double openingMeters, boolean holding, boolean toldToClose) {
    now += TICK;
    return watch.feel(
        new HandState(Transform.identity("table", "tool0"), openingMeters, 0, holding),
        toldToClose,
        now);
  }

  @Test
  void whatIsHeldNoMoreWithoutBeingLetGoHasSlipped() {
    assertEquals(Optional.empty(), feel(0.04, true, true));
    assertEquals(Optional.of(Loss.SLIPPED), feel(0.034, false, true));
    for (int i = 0; i < 20; i++) {
      assertEquals(Optional.empty(), feel(0, false, true), "each closing is told of once");
    }
    assertEquals(Optional.empty(), feel(0.05, false, false));
    assertEquals(Optional.empty(), feel(0.04, true, true));
    assertEquals(Optional.of(Loss.SLIPPED), feel(0.034, false, true), "the next one again");
  }

  @Test
  void whatIsLetGoHasNotSlipped() {
    assertEquals(Optional.empty(), feel(0.04, true, true));
    for (double opening = 0.04; opening < 0.085; opening += 0.004) {
      assertEquals(Optional.empty(), feel(opening, false, false));
    }
  }

  @Test
  void fingersThatMeetHaveClosedOnNothing() {
    for (double opening = 0.085; opening > 0.012; opening -= 0.004) {
      assertEquals(Optional.empty(), feel(opening, false, true), "still closing");
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.empty(), feel(0.002, false, true), "for a moment only");
    }
    assertEquals(Optional.of(Loss.EMPTY), feel(0.002, false, true));
    assertEquals(Optional.empty(), feel(0.002, false, true));
  }

  @Test
  void fingersThatRestTogetherWithoutBeingToldToCloseMissNothing() {
    for (int i = 0; i < 20; i++) {
      assertEquals(Optional.empty(), feel(0, false, false));
    }
  }
}
