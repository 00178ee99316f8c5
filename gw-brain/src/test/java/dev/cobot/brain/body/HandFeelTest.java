package dev.cobot.brain.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandFeelTest {
  private final GripSense grip = new GripSense();

  private static Transform pose(Vector3 position, Quaternion rotation) {
    return new Transform("table", "tool0", position, rotation);
  }

  private boolean holding(double openingMeters, double rate, boolean toldToClose) {
    HandState hand =
        grip.feel(Transform.identity("table", "tool0"), openingMeters, rate, toldToClose);
    assertEquals(openingMeters, hand.openingMeters());
    assertEquals(rate, hand.openingMetersPerSecond());
    return hand.holding();
  }

  /** Closes on a cube of 4 cm until it is held. */
  private void grasp() {
    for (double opening = 0.085; opening > 0.04; opening -= 0.004) {
      assertFalse(holding(opening, -0.1, true), "still closing at " + opening);
    }
    assertFalse(holding(0.04, -0.005, true), "one quiet tick may be the start of the motion");
    assertTrue(holding(0.04, 0, true));
  }

  @Test
  void fingersThatAreStoppedBetweenHold() {
    grasp();
    assertTrue(holding(0.04, 0.05, true), "a jolt does not let go");
    assertTrue(holding(0.039, -0.02, true));
  }

  @Test
  void openingReleases() {
    grasp();
    assertFalse(holding(0.04, 0, false));
    assertFalse(holding(0.04, 0, true), "held again only after two quiet ticks");
    assertTrue(holding(0.04, 0, true));
  }

  @Test
  void whatSlipsOutIsNotHeld() {
    grasp();
    assertFalse(holding(0.011, -0.1, true));
  }

  @Test
  void fingersThatCloseOnHaveLostWhatTheyHeld() {
    grasp();
    assertTrue(holding(0.0365, -0.02, true), "what is held yields a little");
    assertFalse(holding(0.0355, -0.1, true));
    assertFalse(holding(0.032, -0.1, true));
    assertFalse(holding(0.03, 0, true));
    assertTrue(holding(0.03, 0, true), "stopped anew: it is held by another side");
  }

  @Test
  void anEmptyGraspIsNotHolding() {
    for (double opening = 0.085; opening > 0; opening -= 0.004) {
      assertFalse(holding(opening, -0.1, true));
    }
    for (int i = 0; i < 20; i++) {
      assertFalse(holding(0, 0, true));
    }
  }

  @Test
  void anOpenHandThatIsToldToCloseHasNotClosedYet() {
    for (int i = 0; i < 20; i++) {
      assertFalse(holding(0.085, 0, true));
    }
  }

  @Test
  void fingersThatRestWithoutBeingToldToCloseHoldNothing() {
    for (int i = 0; i < 20; i++) {
      assertFalse(holding(0.04, 0, false));
    }
  }

  @Test
  void aHandThatPointsDownHasItsYaw() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      double yawRad = random.nextDouble(-3.1, 3.1);
      HandState hand =
          new HandState(pose(Vector3.ZERO, HandState.pointingDown(yawRad)), 0, 0, false);
      assertEquals(yawRad, hand.yawRad(), 1e-12);
      Vector3 out = hand.tableFromTool().rotation().rotate(new Vector3(0, 0, 1));
      assertArrayEquals(new double[] {0, 0, -1}, out.toArray(), 1e-12);
    }
  }

  @Test
  void theLatentHoldsPoseAndGrip() {
    Quaternion turned = HandState.pointingDown(0.7);
    HandState hand = new HandState(pose(new Vector3(0.3, -0.15, 0.06), turned), 0.085, -0.05, true);
    double[] m = turned.toMatrix();
    float[] expected = {
      1,
      -0.5f,
      0.2f,
      (float) m[0],
      (float) m[3],
      (float) m[6],
      (float) m[1],
      (float) m[4],
      (float) m[7],
      1,
      -0.5f,
      1
    };
    assertArrayEquals(expected, BodyDomain.latent(hand), 1e-6f);
    assertEquals(BodyDomain.LATENT_WIDTH, expected.length);
    HandState empty = new HandState(hand.tableFromTool(), 0, 0, false);
    assertEquals(0, BodyDomain.latent(empty)[11]);
  }

  @Test
  void theLatentDoesNotJumpWhereTheYawDoes() {
    float[] before =
        BodyDomain.latent(
            new HandState(pose(Vector3.ZERO, HandState.pointingDown(Math.PI - 1e-6)), 0, 0, false));
    float[] after =
        BodyDomain.latent(
            new HandState(
                pose(Vector3.ZERO, HandState.pointingDown(-Math.PI + 1e-6)), 0, 0, false));
    assertArrayEquals(before, after, 1e-5f);
  }
}
