package dev.cobot.sim2real.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectAttributesTest {
  private static SceneObject bottle(Quaternion rotation) {
    return new SceneObject(
        "b",
        ObjectKind.BOTTLE,
        new Vector3(0.1, -0.2, 0.03),
        rotation,
        new ColorRgb(0.1, 0.8, 0.2),
        new Vector3(0.06, 0.06, 0.2));
  }

  private static void assertNear(Vector3 expected, Vector3 got) {
    assertEquals(0, expected.distanceTo(got), 1e-9, expected + " and " + got);
  }

  @Test
  void whatStandsPointsUpHoweverItIsTurned() {
    SceneObject standing = bottle(Quaternion.fromYaw(0.7));
    ObjectAttributes a = ObjectAttributes.certain(standing);
    assertNear(new Vector3(0, 0, 1), a.axis());
    assertFalse(a.isLying());
    assertEquals(0, a.rotation().angleTo(standing.rotation()), 1e-6);
    assertEquals("b", a.id());
    assertEquals(ObjectKind.BOTTLE, a.kind());
    assertEquals(standing.positionMeters(), a.positionMeters());
    assertEquals(standing.color(), a.color());
    assertEquals(standing.sizeMeters(), a.sizeMeters());
    assertEquals(1, a.score());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, -1.2, 0, 0.4, 2})
  void whatLiesPointsToItsCapAndIsTurnedAsItLies(double yawRad) {
    for (double pitchRad : new double[] {1, Math.PI / 2, 2.5}) {
      SceneObject lying = bottle(Quaternion.fromRollPitchYaw(0, pitchRad, yawRad));
      ObjectAttributes a = ObjectAttributes.certain(lying);
      assertNear(
          new Vector3(
              Math.sin(pitchRad) * Math.cos(yawRad),
              Math.sin(pitchRad) * Math.sin(yawRad),
              Math.cos(pitchRad)),
          a.axis());
      assertTrue(a.isLying());
      assertEquals(0, a.rotation().angleTo(lying.rotation()), 1e-6);
    }
  }

  /** A turn about its own axis does not change where it points. */
  @Test
  void theRotationOfWhatLiesTakesUpOntoTheAxis() {
    SplittableRandom random = new SplittableRandom(4);
    int lying = 0;
    for (int i = 0; i < 200; i++) {
      Quaternion any =
          new Quaternion(
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian());
      ObjectAttributes a = ObjectAttributes.certain(bottle(any));
      assertEquals(1, a.axis().norm(), 1e-9);
      if (a.isLying()) {
        lying++;
        assertNear(a.axis(), a.rotation().rotate(new Vector3(0, 0, 1)));
      }
    }
    assertTrue(lying > 100, lying + " of 200 lie");
    ObjectAttributes fallen =
        ObjectAttributes.certain(bottle(Quaternion.IDENTITY)).leaning(new Vector3(0, 0, -1));
    assertTrue(fallen.isLying());
    assertNear(new Vector3(0, 0, -1), fallen.rotation().rotate(new Vector3(0, 0, 1)));
  }

  /** Perception errs by some degrees: what only leans is taken to stand. */
  @Test
  void whatLeansStandsUpright() {
    SceneObject leaning = bottle(Quaternion.fromRollPitchYaw(0, 0.5, 0.9));
    ObjectAttributes a = ObjectAttributes.certain(leaning);
    assertEquals(Math.cos(0.5), a.axis().z(), 1e-9);
    assertFalse(a.isLying());
    assertNear(new Vector3(0, 0, 1), a.rotation().rotate(new Vector3(0, 0, 1)));
    assertEquals(0, a.rotation().angleTo(Quaternion.fromYaw(a.yawRad())), 1e-6);
  }

  @Test
  void anotherAxisIsMadeOfLengthOneAndChangesNothingElse() {
    ObjectAttributes upright = ObjectAttributes.certain(bottle(Quaternion.fromYaw(0.3)));
    ObjectAttributes lying = upright.leaning(new Vector3(0.03, -0.04, 0));
    assertNear(new Vector3(0.6, -0.8, 0), lying.axis());
    assertEquals(
        new ObjectAttributes(
            upright.id(),
            upright.kind(),
            upright.positionMeters(),
            upright.yawRad(),
            upright.color(),
            upright.sizeMeters(),
            upright.score(),
            upright.uncertainty()),
        lying.leaning(new Vector3(0, 0, 7)));
    assertEquals(lying.axis(), lying.named("other").axis());
    assertEquals("other", lying.named("other").id());
  }
}
