package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PreviewTrackerTest {
  private static final double H = 0.02;
  private static final double FREE = 1e9;

  private final PreviewTracker tracker = new PreviewTracker(H, 20);
  private double[] position;
  private double[] velocity;
  private double[] acceleration;

  private void follow(double[] path, double v0, double maxVelocity, double maxA, double maxJerk) {
    position = new double[path.length];
    velocity = new double[path.length];
    acceleration = new double[path.length];
    position[0] = path[0];
    velocity[0] = v0;
    tracker.follow(path, maxVelocity, maxA, maxJerk, position, velocity, acceleration);
  }

  @Test
  void aSlowPathIsFollowedWithoutLag() {
    double[] path = new double[150];
    for (int k = 0; k < path.length; k++) {
      path[k] = 0.3 * Math.sin(4 * k * H);
    }
    follow(path, 1.2, FREE, FREE, FREE);
    for (int k = 0; k < path.length - 20; k++) {
      assertEquals(path[k], position[k], 1e-3, "point " + k);
    }
  }

  @Test
  void noiseFromStepToStepIsSmoothedAway() {
    SplittableRandom random = new SplittableRandom(5);
    double[] path = new double[400];
    for (int k = 0; k < path.length; k += 2) {
      path[k] = 0.001 * random.nextGaussian();
      path[k + 1] = path[k];
    }
    follow(path, 0, FREE, FREE, FREE);
    double pathSquares = 0;
    double squares = 0;
    for (int k = 2; k < path.length - 1; k++) {
      pathSquares += Math.pow((path[k + 1] - 2 * path[k] + path[k - 1]) / (H * H), 2);
      squares += acceleration[k] * acceleration[k];
    }
    assertTrue(squares < 0.01 * pathSquares, squares + " of " + pathSquares);
  }

  @Test
  void limitsHoldWhateverThePath() {
    SplittableRandom random = new SplittableRandom(6);
    for (int run = 0; run < 300; run++) {
      double[] path = new double[90];
      double at = 0;
      for (int k = 1; k < path.length; k++) {
        at += random.nextInt(10) == 0 ? random.nextDouble(-1, 1) : 0;
        path[k] = at;
      }
      follow(path, random.nextDouble(-1, 1), 1, 10, 300);
      for (int k = 0; k + 1 < path.length; k++) {
        double jerk = (acceleration[k + 1] - acceleration[k]) / H;
        assertTrue(Math.abs(jerk) <= 300 * (1 + 1e-9), "jerk " + jerk);
        assertTrue(Math.abs(acceleration[k]) <= 10 + 1e-9, "acceleration " + acceleration[k]);
        for (int i = 0; i <= 10; i++) {
          double t = H * i / 10;
          double v = velocity[k] + acceleration[k] * t + jerk * t * t / 2;
          assertTrue(Math.abs(v) <= 1 + 1e-9, "velocity " + v);
        }
      }
    }
  }

  @Test
  void aJointThatIsTooFastIsBrakedWithinTheOtherLimits() {
    follow(new double[90], 1.3, 1, 10, 300);
    for (int k = 0; k + 1 < position.length; k++) {
      double jerk = (acceleration[k + 1] - acceleration[k]) / H;
      assertTrue(Math.abs(jerk) <= 300 * (1 + 1e-9), "jerk " + jerk);
      assertTrue(Math.abs(acceleration[k]) <= 10 + 1e-9, "acceleration " + acceleration[k]);
      assertTrue(velocity[k] <= 1.3, "velocity " + velocity[k]);
      assertTrue(k < 5 || velocity[k] <= 1, "still " + velocity[k] + " after " + k + " points");
    }
  }

  @Test
  void itComesToRestWhereThePathEnds() {
    double[] path = new double[60];
    java.util.Arrays.fill(path, 1, path.length, 0.05);
    follow(path, 0.5, 1, 10, 300);
    assertEquals(0.05, position[path.length - 1], 1e-4);
    assertEquals(0, velocity[path.length - 1], 1e-3);
  }
}
