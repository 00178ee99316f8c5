package dev.cobot.action.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandMotionTest {
  private static final double QUARTER = Math.PI / 2;

  @Test
  void aQuarterTurnIsNoTurn() {
    assertEquals(0.1, HandMotion.wrap(0.1, QUARTER), 1e-12);
    assertEquals(0.1, HandMotion.wrap(0.1 + 3 * QUARTER, QUARTER), 1e-12);
    assertEquals(-0.1, HandMotion.wrap(-0.1 - 7 * QUARTER, QUARTER), 1e-12);
    assertEquals(-QUARTER / 2, HandMotion.wrap(QUARTER / 2, QUARTER), 1e-12);
    SplittableRandom random = new SplittableRandom(51);
    for (int i = 0; i < 200; i++) {
      double angle = random.nextDouble(-20, 20);
      double wrapped = HandMotion.wrap(angle, QUARTER);
      assertTrue(wrapped >= -QUARTER / 2 - 1e-12 && wrapped < QUARTER / 2 + 1e-12);
      double quarters = (angle - wrapped) / QUARTER;
      assertEquals(Math.rint(quarters), quarters, 1e-9);
    }
  }
}
