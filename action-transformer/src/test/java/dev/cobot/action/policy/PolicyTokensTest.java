package dev.cobot.action.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyTokensTest {
  private static final Vector3 OBJECT = new Vector3(0.09, -0.06, 0.02);
  private static final Vector3 HAND = new Vector3(0.06, -0.03, 0.05);

  private static final ObjectAttributes TARGET =
      track(ObjectKind.CUBE, OBJECT, 0, false).attributes();

  private static HandState hand(Vector3 position, double yawRad) {
    return new HandState(
        new Transform("table", "tool0", position, HandState.pointingDown(yawRad)), 0.085, 0, false);
  }

  private static Track track(ObjectKind kind, Vector3 position, double yawRad, boolean held) {
    return new Track(
        new ObjectAttributes(
            "t",
            kind,
            position,
            yawRad,
            new ColorRgb(1, 0.5, 0),
            new Vector3(0.04, 0.05, 0.06),
            0.8,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        new float[0],
        0,
        2,
        held);
  }

  private static float[] token(Track track, HandState hand) {
    float[] out = new float[2 + PolicyTokens.OBJECT_WIDTH + 2];
    Arrays.fill(out, 9);
    PolicyTokens.writeObject(track, hand, 2, new double[] {0.7, 0.1}, out, 2);
    for (int i : new int[] {0, 1, out.length - 2, out.length - 1}) {
      assertEquals(9, out[i], "a slot writes its own values only");
    }
    return Arrays.copyOfRange(out, 2, 2 + PolicyTokens.OBJECT_WIDTH);
  }

  @Test
  void everyValueHasItsPlace() {
    float[] t = token(track(ObjectKind.CUBE, OBJECT, 0.5, true), hand(HAND, 0.4));
    double turn = 0.1;
    double[] expected = {
      0.3,
      -0.2,
      0.02 / 0.3,
      0.1,
      -0.1,
      -0.1,
      Math.tanh(1),
      Math.tanh(-1),
      Math.tanh(-1),
      0.4,
      0.5,
      0.6,
      1,
      0,
      -1,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      Math.cos(4 * turn),
      Math.sin(4 * turn),
      2 * turn / (Math.PI / 2),
      0.8,
      Math.tanh(1),
      1,
      0.7,
      0.1,
      Math.tanh(0.4),
      1,
      0,
      0,
      1,
      0,
      0
    };
    assertEquals(PolicyTokens.OBJECT_WIDTH, expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], t[i], 1e-6, "value " + i);
    }
  }

  @Test
  void theRelativePartIgnoresWhereOnTheTableItIs() {
    Vector3 shift = new Vector3(-0.2, 0.15, 0);
    float[] here = token(track(ObjectKind.CUBE, OBJECT, 0.5, false), hand(HAND, 0.4));
    float[] there =
        token(track(ObjectKind.CUBE, OBJECT.plus(shift), 0.5, false), hand(HAND.plus(shift), 0.4));
    assertArrayEquals(
        Arrays.copyOfRange(here, 3, here.length),
        Arrays.copyOfRange(there, 3, there.length),
        1e-6f);
    assertNotEquals(here[0], there[0], 0.1f);
  }

  @Test
  void yawIsRelativeToTheHandAndModuloTheSymmetry() {
    float[] base = token(track(ObjectKind.CUBE, OBJECT, 0.5, false), hand(HAND, 0.4));
    assertArrayEquals(
        base, token(track(ObjectKind.CUBE, OBJECT, 1.5, false), hand(HAND, 1.4)), 1e-5f);
    for (int quarter = -5; quarter < 6; quarter++) {
      double yawRad = 0.5 + quarter * Math.PI / 2;
      assertArrayEquals(
          base, token(track(ObjectKind.CUBE, OBJECT, yawRad, false), hand(HAND, 0.4)), 1e-5f);
    }
    float[] cloth = token(track(ObjectKind.CLOTH, OBJECT, 0.5, false), hand(HAND, 0.4));
    assertEquals(Math.cos(0.2), cloth[24], 1e-6);
    assertEquals(2 * 0.1 / Math.PI, cloth[26], 1e-6);
    float[] bowl = token(track(ObjectKind.BOWL, OBJECT, 0.5, false), hand(HAND, 0.4));
    assertArrayEquals(new float[3], Arrays.copyOfRange(bowl, 24, 27));
  }

  private static Track leaning(Vector3 axis) {
    Track t = track(ObjectKind.BOTTLE, OBJECT, 0, false);
    return new Track(t.attributes().leaning(axis), new float[0], 0, 2, false);
  }

  /** Returns the last values of a token: axis, then cos and sin of twice its heading. */
  private static float[] axis(Track track, HandState hand) {
    float[] t = token(track, hand);
    return Arrays.copyOfRange(t, t.length - 5, t.length);
  }

  @Test
  void theAxisOfWhatLiesIsTurnedIntoTheHandsHeading() {
    Vector3 axis = new Vector3(0.8 * Math.cos(1.1), 0.8 * Math.sin(1.1), 0.6);
    float[] lying = axis(leaning(axis.plus(new Vector3(0, 0, -0.4))), hand(HAND, 0.4));
    double length = Math.hypot(0.8, 0.2);
    double[] expected = {
      0.8 * Math.cos(0.7) / length,
      0.8 * Math.sin(0.7) / length,
      0.2 / length,
      Math.cos(1.4),
      Math.sin(1.4)
    };
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], lying[i], 1e-6, "value " + i);
    }
    // Both turned by the same angle it is the same.
    Vector3 turned = Quaternion.fromYaw(-2).rotate(axis.plus(new Vector3(0, 0, -0.4)));
    assertArrayEquals(lying, axis(leaning(turned), hand(HAND, -1.6)), 1e-6f);
    // What only leans has no heading to grasp across.
    float[] leaning = axis(leaning(axis.plus(new Vector3(0, 0, 0.1))), hand(HAND, 0.4));
    assertArrayEquals(new float[2], Arrays.copyOfRange(leaning, 3, 5));
    assertEquals(Math.tan(0.7), leaning[1] / leaning[0], 1e-5);
  }

  @Test
  void aGraspOfWhatLiesIsTheSameAfterHalfATurn() {
    Track bottle = leaning(new Vector3(0.5, 0.8, 0.1));
    float[] one = axis(bottle, hand(HAND, 0.4));
    float[] other = axis(bottle, hand(HAND, 0.4 + Math.PI));
    assertArrayEquals(new float[] {-one[0], -one[1], one[2], one[3], one[4]}, other, 1e-6f);
    float[] across = axis(bottle, hand(HAND, 0.4 + Math.PI / 2));
    assertEquals(-one[3], across[3], 1e-6, "a quarter turn is another grasp");
    assertEquals(-one[4], across[4], 1e-6);
  }

  @Test
  void progressIsWhereTheNextGoalIsAndHowMuchIsDone() {
    Vector3 goal = new Vector3(0.12, -0.03, 0.08);
    Progress progress = new Progress(List.of(goal, Vector3.ZERO), 0.6, Optional.empty());
    float[] p = PolicyTokens.progress(progress, TARGET, hand(HAND, 0.7));
    double turn = 4 * (0.7 - Math.PI / 4);
    double[] expected = {
      1,
      0.4,
      -0.1,
      0.08 / 0.3,
      0.1,
      0.1,
      0.2,
      Math.tanh(1),
      Math.tanh(1),
      Math.tanh(2),
      0.2,
      0,
      0.1,
      Math.tanh(2),
      0,
      Math.tanh(1),
      Math.sqrt(0.5),
      Math.sqrt(0.5),
      0,
      Math.sqrt(0.5) * 0.06 / 0.3,
      Math.tanh(-0.02 / 0.03),
      Math.tanh(Math.sqrt(0.5) * 2),
      Math.cos(turn),
      Math.sin(turn),
      turn / Math.PI,
      0.5,
      0.6
    };
    assertEquals(PolicyTokens.PROGRESS_WIDTH, p.length);
    assertEquals(expected.length, p.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], p[i], 1e-6, "value " + i);
    }
    float[] done =
        PolicyTokens.progress(
            new Progress(List.of(), 1, Optional.empty()), TARGET, hand(HAND, 0.7));
    float[] only = new float[PolicyTokens.PROGRESS_WIDTH];
    only[only.length - 1] = 1;
    assertArrayEquals(only, done, "without a goal nothing is said of one");
    assertArrayEquals(
        new float[PolicyTokens.PROGRESS_WIDTH],
        PolicyTokens.progress(Progress.NONE, TARGET, hand(HAND, 0.7)));
  }

  /** Returns how the hand is seen along the way from the target to a goal. */
  private static float[] way(Vector3 goal, Vector3 target, Vector3 hand, double yawRad) {
    float[] p =
        PolicyTokens.progress(
            new Progress(List.of(goal), 0, Optional.empty()),
            track(ObjectKind.BOWL, target, 0, false).attributes(),
            hand(hand, yawRad));
    return Arrays.copyOfRange(p, p.length - 11, p.length - 2);
  }

  @Test
  void theHandIsSeenAlongTheTargetsWayWhereverThatLeads() {
    Vector3 goal = new Vector3(0.1, 0, 0.02);
    Vector3 hand = new Vector3(-0.05, 0.01, 0.02);
    float[] east = way(goal, Vector3.ZERO, hand, 0.3);
    assertEquals(0.05 / 0.3, east[2], 1e-6, "behind the target");
    assertEquals(0.01 / 0.3, east[3], 1e-6, "to the left of it");
    assertEquals(Math.tanh(1), east[4], 1e-6, "3 cm off its side");
    Quaternion turned = Quaternion.fromYaw(2.1);
    Vector3 target = new Vector3(-0.1, 0.2, 0);
    float[] elsewhere =
        way(turned.rotate(goal).plus(target), target, turned.rotate(hand).plus(target), 0.3 + 2.1);
    assertEquals(Math.cos(2.1), elsewhere[0], 1e-6);
    assertEquals(Math.sin(2.1), elsewhere[1], 1e-6);
    assertArrayEquals(Arrays.copyOfRange(east, 2, 9), Arrays.copyOfRange(elsewhere, 2, 9), 1e-5f);
    assertArrayEquals(
        east, way(goal, Vector3.ZERO, hand, 0.3 - Math.PI / 2), 1e-5f, "the fingers are square");
  }

  @Test
  void aWayThatIsAlmostGoneFades() {
    Vector3 hand = new Vector3(-0.05, 0.01, 0.02);
    float[] whole = way(new Vector3(0.02, 0, 0), Vector3.ZERO, hand, 0.3);
    float[] half = way(new Vector3(0.01, 0, 0), Vector3.ZERO, hand, 0.3);
    for (int i : new int[] {0, 2, 3, 6, 7, 8}) {
      assertEquals(whole[i] / 2, half[i], 1e-6, "value " + i);
    }
    assertArrayEquals(new float[9], way(Vector3.ZERO, Vector3.ZERO, hand, 0.3), 1e-9f);
  }

  @Test
  void aBroadcastIsItsLatentThenTheWeights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("vision", 0.5);
    weights.put("language", 0.3);
    weights.put("body", 0.2);
    float[] out = new float[7];
    PolicyTokens.writeBroadcast(new Broadcast(new float[] {-1, 0.25f}, weights), out, 1);
    assertArrayEquals(new float[] {0, -1, 0.25f, 0.5f, 0.3f, 0.2f, 0}, out);
  }

  @Test
  void everyKindHasItsOwnPlace() {
    for (ObjectKind kind : ObjectKind.values()) {
      float[] t = token(track(kind, OBJECT, 0, false), hand(HAND, 0));
      for (int k = 0; k < ObjectKind.values().length; k++) {
        assertEquals(k == kind.ordinal() ? 1 : 0, t[15 + k]);
      }
    }
  }
}
