package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class JointTrajectoryTest {
  private static final List<String> NAMES = List.of("a", "b");

  private static JointTrajectory of(double[] times, double[][] positions) {
    return new JointTrajectory(NAMES, times, positions, new double[times.length][2]);
  }

  @Test
  void aCubicPolynomialIsReproducedExactly() {
    // p(t) = t^3 - 2 t^2 + 3, p'(t) = 3 t^2 - 4 t
    double[] times = {0.5, 1, 2};
    double[][] p = new double[3][2];
    double[][] v = new double[3][2];
    for (int i = 0; i < 3; i++) {
      double t = times[i];
      p[i][0] = t * t * t - 2 * t * t + 3;
      v[i][0] = 3 * t * t - 4 * t;
    }
    JointTrajectory trajectory = new JointTrajectory(NAMES, times, p, v);
    for (double t = 0.51; t < 2; t += 0.07) {
      assertEquals(t * t * t - 2 * t * t + 3, trajectory.positionsAt(t)[0], 1e-12);
      assertEquals(3 * t * t - 4 * t, trajectory.velocitiesAt(t)[0], 1e-12);
    }
  }

  @Test
  void theEndsAreHeld() {
    JointTrajectory trajectory = of(new double[] {0, 1}, new double[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new double[] {1, 2}, trajectory.positionsAt(-1));
    assertArrayEquals(new double[] {3, 4}, trajectory.positionsAt(9));
    assertArrayEquals(new double[] {0, 0}, trajectory.velocitiesAt(9));
    assertEquals(1, trajectory.durationSeconds());
  }

  @Test
  void whatIsNotATrajectoryIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> of(new double[0], new double[0][]));
    assertThrows(
        IllegalArgumentException.class,
        () -> of(new double[] {0, 0}, new double[][] {{1, 2}, {3, 4}}));
    assertThrows(
        IllegalArgumentException.class,
        () -> of(new double[] {Double.NaN}, new double[][] {{1, 2}}));
    assertThrows(
        IllegalArgumentException.class, () -> of(new double[] {-1}, new double[][] {{1, 2}}));
    assertThrows(IllegalArgumentException.class, () -> of(new double[] {0}, new double[][] {{1}}));
    assertThrows(
        IllegalArgumentException.class,
        () -> of(new double[] {0}, new double[][] {{1, Double.POSITIVE_INFINITY}}));
    assertThrows(
        IllegalArgumentException.class, () -> of(new double[] {0, 1}, new double[][] {{1, 2}}));
  }
}
