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
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyTokensTest {
  private static final Vector3 OBJECT = new Vector3(0.09, -0.06, 0.02);
  private static final Vector3 HAND = new Vector3(0.06, -0.03, 0.05);

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
      1
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
