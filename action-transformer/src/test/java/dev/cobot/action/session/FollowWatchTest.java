package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class FollowWatchTest {
  private static final long TICK_NANOS = 40_000_000L;
  private static final double TICK_SECONDS = 0.04;

  /** A second of motion from a place with a speed. */
  private static JointTrajectory motion(double fromRad, double radPerSecond) {
    return new JointTrajectory(
        List.of("joint"),
        new double[] {0, 1},
        new double[][] {{fromRad}, {fromRad + radPerSecond}},
        new double[][] {{radPerSecond}, {radPerSecond}});
  }

  /**
   * Returns what is said of an arm in so many ticks.
   *
   * @param wanted rad/s that a policy wants in each tick
   * @param done rad/s that the arm does
   */
  private static Optional<String> follow(
      int ticks, long tickNanos, IntToDoubleFunction wanted, IntToDoubleFunction done) {
    FollowWatch watch = new FollowWatch();
    double at = 0;
    for (int i = 0; i < ticks; i++) {
      watch.tell(motion(at, wanted.applyAsDouble(i)), i * tickNanos);
      at += done.applyAsDouble(i) * TICK_SECONDS;
      Optional<String> fault = watch.fault(i * tickNanos);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  @Test
  void anArmThatObeysIsNoFault() {
    assertEquals(Optional.empty(), follow(200, TICK_NANOS, i -> 0.2, i -> 0.2));
  }

  @Test
  void aPolicyThatChangesItsMindIsNoFaultOfTheArm() {
    IntToDoubleFunction dithers = i -> i % 7 < 4 ? 0.4 : -0.4;
    assertEquals(Optional.empty(), follow(400, TICK_NANOS, dithers, dithers));
  }

  @Test
  void anArmThatLagsALittleIsNoFault() {
    assertEquals(Optional.empty(), follow(200, TICK_NANOS, i -> 0.2, i -> 0.1));
  }

  @Test
  void anArmThatRestsIsToldWithinThreeSecondsOfMotion() {
    Optional<String> fault = follow(75, TICK_NANOS, i -> 0.2, i -> 0);
    assertTrue(fault.orElseThrow().contains("by 100 % of the way"), fault.toString());
  }

  @Test
  void anArmThatGoesElsewhereIsTold() {
    assertTrue(follow(75, TICK_NANOS, i -> 0.2, i -> -0.2).isPresent());
    assertTrue(follow(75, TICK_NANOS, i -> 0.2, i -> 0.6).isPresent());
  }

  @Test
  void whatIsWantedOfAnArmThatRestsIsNoMotionToJudgeBy() {
    assertEquals(Optional.empty(), follow(400, TICK_NANOS, i -> 0.01, i -> 0));
  }

  @Test
  void releasesFarApartSayNothing() {
    assertEquals(Optional.empty(), follow(400, 5 * TICK_NANOS, i -> 0.2, i -> 0));
  }
}
