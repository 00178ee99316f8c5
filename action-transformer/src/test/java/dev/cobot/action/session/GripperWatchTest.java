package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GripperWatchTest {
  private static final double LARGEST = 0.085;
  private static final double SPEED = 0.1;
  private static final long TICK = 40_000_000L;

  private final GripperWatch watch = new GripperWatch(LARGEST);
  private long now = 5_000_000_000L;

  /** Tells the fingers the same for a while; returns the first fault. */
  private Optional<String> run(boolean close, double seconds, DoubleUnaryOperator openingAt) {
    long from = now;
    Optional<String> fault = Optional.empty();
    for (; now < from + seconds * 1e9 && fault.isEmpty(); now += TICK) {
      watch.tell(close, now);
      fault = watch.feel(openingAt.applyAsDouble((now - from) * 1e-9), now);
    }
    return fault;
  }

  private static DoubleUnaryOperator moves(double from, double to) {
    return t -> from < to ? Math.min(to, from + SPEED * t) : Math.max(to, from - SPEED * t);
  }

  private static void assertSays(String part, Optional<String> fault) {
    assertTrue(fault.orElse("nothing").contains(part), () -> fault.orElse("nothing"));
  }

  @Test
  void graspsAndReleasesOfEveryWidthAreNoFault() {
    for (double width : new double[] {0, 0.012, 0.025, 0.04, 0.06, 0.075, 0.08}) {
      assertEquals(Optional.empty(), run(false, 5, t -> LARGEST));
      assertEquals(Optional.empty(), run(true, 8, moves(LARGEST, width)), width + " m wide");
      assertEquals(Optional.empty(), run(false, 5, moves(width, LARGEST)));
    }
  }

  @Test
  void anArmThatObeysLateAndChangesItsMindIsNoFault() {
    for (int i = 0; i < 10; i++) {
      // Still goes on for 0.2 s where it went before.
      assertEquals(
          Optional.empty(),
          run(true, 0.6, t -> t < 0.2 ? 0.06 + SPEED * t : 0.08 - SPEED * (t - 0.2)));
      assertEquals(
          Optional.empty(),
          run(false, 0.6, t -> t < 0.2 ? 0.04 - SPEED * t : 0.02 + SPEED * (t - 0.2)));
    }
  }

  @Test
  void fingersThatReadZeroWhenOpenAreAFaultWithinTwoSeconds() {
    long from = now;
    assertSays("told to open", run(false, 10, t -> 0));
    assertTrue(now - from <= 2_000_000_000L);
  }

  @Test
  void fingersThatStayOpenAreAFault() {
    run(false, 3, t -> LARGEST);
    long from = now;
    assertSays("told to close", run(true, 10, t -> LARGEST));
    assertTrue(now - from <= 2_000_000_000L);
  }

  @Test
  void fingersThatGoTheOtherWayAreAFault() {
    assertSays("they went from", run(true, 10, moves(0.03, LARGEST)));
    assertSays("against the command", run(false, 10, moves(0.08, 0)));
  }

  @Test
  void beforeTheFirstMotionNothingIsExpected() {
    assertEquals(Optional.empty(), watch.feel(0, now));
    assertEquals(Optional.empty(), watch.feel(0, now + 60_000_000_000L));
  }
}
