package dev.cobot.brain.attribute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttributeDomainTest {
  /** Returns the answer of a decoder that says exactly this latent, everywhere equally sure. */
  private static float[] answer(float[] latent, int offset, float logVariance) {
    float[] decoded = new float[offset + AttributeDomain.DECODED_WIDTH];
    Arrays.fill(decoded, 7e3f);
    System.arraycopy(latent, 0, decoded, offset, AttributeDomain.LATENT_WIDTH);
    Arrays.fill(decoded, offset + AttributeDomain.LATENT_WIDTH, decoded.length, logVariance);
    return decoded;
  }

  private static double wrapped(double angleRad, int order) {
    double turn = 2 * Math.PI / order;
    return angleRad - turn * Math.floor(angleRad / turn + 0.5);
  }

  @Test
  void theOneHotPartHoldsEveryKind() {
    assertEquals(ObjectKind.values().length, AttributeDomain.KINDS);
  }

  @Test
  void attributesGoThereAndBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      ObjectKind kind = ObjectKind.values()[i % ObjectKind.values().length];
      Vector3 position =
          new Vector3(
              random.nextDouble(-0.4, 0.4), random.nextDouble(-0.4, 0.4), random.nextDouble(0.3));
      double yawRad = random.nextDouble(-Math.PI, Math.PI);
      ColorRgb color = new ColorRgb(random.nextDouble(), random.nextDouble(), random.nextDouble());
      Vector3 size =
          new Vector3(
              random.nextDouble(0.01, 0.2),
              random.nextDouble(0.01, 0.2),
              random.nextDouble(0.01, 0.2));
      Vector3 axis =
          new Vector3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
              .normalized();
      float[] latent = AttributeDomain.latent(kind, position, yawRad, color, size, axis);
      int offset = i % 5;
      ObjectAttributes back =
          AttributeDomain.decode("x", answer(latent, offset, 0), offset, 0.7, 1);
      assertEquals("x", back.id());
      assertEquals(kind, back.kind());
      assertEquals(0.7, back.score());
      assertEquals(0, back.positionMeters().distanceTo(position), 1e-6);
      assertEquals(0, back.sizeMeters().distanceTo(size), 1e-6);
      assertEquals(0, back.color().distanceTo(color), 1e-6);
      assertEquals(0, back.axis().distanceTo(axis), 1e-6);
      int order = kind.yawSymmetryOrder();
      if (order == 0) {
        assertEquals(0, back.yawRad());
      } else {
        assertEquals(0, wrapped(back.yawRad() - yawRad, order), 1e-6);
      }
      assertArrayEquals(latent, AttributeDomain.latent(back), 1e-5f);
    }
  }

  @Test
  void whatStandsPointsUpAndWhatLiesAlongTheTable() {
    SceneObject bottle =
        new SceneObject(
            "b",
            ObjectKind.BOTTLE,
            new Vector3(0.1, 0, 0.03),
            Quaternion.IDENTITY,
            new ColorRgb(0, 1, 0),
            new Vector3(0.06, 0.06, 0.2));
    SceneObject lying =
        bottle.at(bottle.positionMeters(), Quaternion.fromRollPitchYaw(0, Math.PI / 2, 0.5));
    int axis = AttributeDomain.KINDS + 11;
    float[] standing = AttributeDomain.latent(bottle);
    float[] latent = AttributeDomain.latent(lying);
    assertArrayEquals(
        new float[] {0, 0, 1}, Arrays.copyOfRange(standing, axis, AttributeDomain.LATENT_WIDTH));
    assertArrayEquals(
        new float[] {(float) Math.cos(0.5), (float) Math.sin(0.5), 0},
        Arrays.copyOfRange(latent, axis, AttributeDomain.LATENT_WIDTH),
        1e-6f);
    assertArrayEquals(latent, AttributeDomain.latent(ObjectAttributes.certain(lying)));
    assertTrue(AttributeDomain.decode("x", answer(latent, 2, 0), 2, 1, 1).isLying());
    assertFalse(AttributeDomain.decode("x", answer(standing, 2, 0), 2, 1, 1).isLying());
    // Answers are not of length 1; one that points nowhere stands.
    for (int i = 0; i < 3; i++) {
      standing[axis + i] = new float[] {-0.6f, 0, 0.8f}[i] * 0.5f;
      latent[axis + i] = 0.05f;
    }
    assertEquals(
        0,
        AttributeDomain.decode("x", answer(standing, 0, 0), 0, 1, 1)
            .axis()
            .distanceTo(new Vector3(-0.6, 0, 0.8)),
        1e-6);
    assertEquals(
        ObjectAttributes.UPRIGHT,
        AttributeDomain.decode("x", answer(latent, 0, 0), 0, 1, 1).axis());
  }

  @Test
  void aTurnOntoItselfChangesNothing() {
    Vector3 p = new Vector3(0.1, 0, 0.02);
    Vector3 size = new Vector3(0.04, 0.04, 0.04);
    ColorRgb red = new ColorRgb(1, 0, 0);
    assertArrayEquals(
        AttributeDomain.latent(ObjectKind.CUBE, p, 0.3, red, size),
        AttributeDomain.latent(ObjectKind.CUBE, p, 0.3 - Math.PI / 2, red, size),
        1e-6f);
    assertArrayEquals(
        AttributeDomain.latent(ObjectKind.BOWL, p, 0.3, red, size),
        AttributeDomain.latent(ObjectKind.BOWL, p, 1.7, red, size));
  }

  @Test
  void sigmasAreInTheirUnitsAndScale() {
    float[] latent =
        AttributeDomain.latent(
            ObjectKind.CUBE,
            Vector3.ZERO,
            0.2,
            new ColorRgb(0.5, 0.5, 0.5),
            new Vector3(0.04, 0.04, 0.04));
    float logVariance = (float) (2 * Math.log(0.01)); // sigma 0.01 of a latent's unit
    ObjectAttributes.Uncertainty one =
        AttributeDomain.decode("x", answer(latent, 0, logVariance), 0, 1, 1).uncertainty();
    assertEquals(0.003, one.positionMeters().x(), 1e-7);
    assertEquals(0.003, one.positionMeters().z(), 1e-7);
    assertEquals(0.005, one.colorRgb().y(), 1e-7);
    // The latent's yaw is four times the angle, on a circle of radius 1.
    assertEquals(0.0025, one.yawRad(), 1e-7);
    ObjectAttributes.Uncertainty scaled =
        AttributeDomain.decode("x", answer(latent, 0, logVariance), 0, 1, 2.5).uncertainty();
    assertEquals(2.5 * one.positionMeters().y(), scaled.positionMeters().y(), 1e-9);
    assertEquals(2.5 * one.colorRgb().z(), scaled.colorRgb().z(), 1e-9);
    assertEquals(2.5 * one.yawRad(), scaled.yawRad(), 1e-9);
  }

  @Test
  void eachSigmaComesFromItsOwnValue() {
    float[] latent =
        AttributeDomain.latent(
            ObjectKind.CUBE,
            Vector3.ZERO,
            0,
            new ColorRgb(0.5, 0.5, 0.5),
            new Vector3(0.04, 0.04, 0.04));
    for (int i = 0; i < AttributeDomain.LOG_VARIANCES; i++) {
      float[] decoded = answer(latent, 0, -8);
      decoded[AttributeDomain.LATENT_WIDTH + i] = -4;
      ObjectAttributes.Uncertainty u = AttributeDomain.decode("x", decoded, 0, 1, 1).uncertainty();
      double[] sigmas = {
        u.positionMeters().x() / 0.3,
        u.positionMeters().y() / 0.3,
        u.positionMeters().z() / 0.3,
        u.yawRad() * 4,
        u.colorRgb().x() / 0.5,
        u.colorRgb().y() / 0.5,
        u.colorRgb().z() / 0.5
      };
      for (int j = 0; j < sigmas.length; j++) {
        assertEquals(Math.exp(i == j ? -2 : -4), sigmas[j], 1e-6, "value " + i + ", sigma " + j);
      }
    }
  }

  @Test
  void theYawOfABodyOfRevolutionIsUnknown() {
    for (ObjectKind kind : ObjectKind.values()) {
      float[] latent =
          AttributeDomain.latent(
              kind, Vector3.ZERO, 0.2, new ColorRgb(0.5, 0.5, 0.5), new Vector3(0.04, 0.04, 0.04));
      int order = kind.yawSymmetryOrder();
      double sure =
          AttributeDomain.decode("x", answer(latent, 0, -10), 0, 1, 1).uncertainty().yawRad();
      double unsure =
          AttributeDomain.decode("x", answer(latent, 0, 2), 0, 1, 100).uncertainty().yawRad();
      if (order == 0) {
        assertEquals(Math.PI, sure, kind.word());
        assertEquals(Math.PI, unsure, kind.word());
      } else {
        assertTrue(sure < 0.01, kind.word());
        assertEquals(Math.PI / order, unsure, 1e-12, "no more than the symmetry leaves open");
      }
    }
  }

  @Test
  void wildAnswersStayInRange() {
    float[] decoded = new float[AttributeDomain.DECODED_WIDTH];
    for (float wild : new float[] {-1e30f, -50, 0, 50, 1e30f}) {
      Arrays.fill(decoded, wild);
      ObjectAttributes a = AttributeDomain.decode("x", decoded, 0, 1, 1);
      assertTrue(a.sizeMeters().x() >= 0.001);
      assertEquals(1, a.axis().norm(), 1e-9);
      double sigma = a.uncertainty().positionMeters().x() / 0.3;
      assertTrue(sigma >= Math.exp(-5.001) && sigma <= Math.exp(1.001), "" + sigma);
      assertTrue(Double.isFinite(a.yawRad()) && a.uncertainty().yawRad() > 0);
    }
  }
}
