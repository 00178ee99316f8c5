package dev.cobot.sim2real.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RigidMotionTest {
  private static final double TIGHT = 1e-12;
  private final SplittableRandom random = new SplittableRandom(11);

  private Quaternion rotation() {
    return new Quaternion(
        random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
  }

  private Vector3 vector() {
    return new Vector3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
  }

  private static void assertSame(Vector3 expected, Vector3 got) {
    assertArrayEquals(expected.toArray(), got.toArray(), TIGHT);
  }

  @Test
  void aRotationIsItsMatrix() {
    for (int i = 0; i < 200; i++) {
      Quaternion q = rotation();
      Vector3 v = vector();
      double[] m = q.toMatrix();
      assertSame(
          new Vector3(
              m[0] * v.x() + m[1] * v.y() + m[2] * v.z(),
              m[3] * v.x() + m[4] * v.y() + m[5] * v.z(),
              m[6] * v.x() + m[7] * v.y() + m[8] * v.z()),
          q.rotate(v));
      // Every branch of the way back: q and -q are one rotation, so compare what they do.
      assertArrayEquals(m, Quaternion.fromMatrix(m).toMatrix(), TIGHT);
    }
  }

  @Test
  void halfTurnsSurviveTheMatrix() {
    for (Quaternion q :
        new Quaternion[] {
          new Quaternion(1, 0, 0, 0),
          new Quaternion(0, 1, 0, 0),
          new Quaternion(0, 0, 1, 0),
          new Quaternion(1, 1, 0, 0),
          new Quaternion(0, -1, 1, 1e-9)
        }) {
      assertArrayEquals(q.toMatrix(), Quaternion.fromMatrix(q.toMatrix()).toMatrix(), 1e-9);
    }
  }

  @Test
  void rotationsChainFromRightToLeft() {
    for (int i = 0; i < 100; i++) {
      Quaternion a = rotation();
      Quaternion b = rotation();
      Vector3 v = vector();
      assertSame(a.rotate(b.rotate(v)), a.after(b).rotate(v));
      assertSame(v, a.inverse().rotate(a.rotate(v)));
    }
    Vector3 x = new Vector3(1, 0, 0);
    assertSame(new Vector3(0, 1, 0), Quaternion.fromYaw(Math.PI / 2).rotate(x));
  }

  @Test
  void rollPitchYawGoesThereAndBack() {
    for (int i = 0; i < 200; i++) {
      double roll = random.nextDouble(-3.1, 3.1);
      double pitch = random.nextDouble(-1.5, 1.5);
      double yaw = random.nextDouble(-3.1, 3.1);
      Quaternion q = Quaternion.fromRollPitchYaw(roll, pitch, yaw);
      assertArrayEquals(new double[] {roll, pitch, yaw}, q.toRollPitchYaw(), 1e-9);
      Quaternion fixedAxes =
          Quaternion.fromYaw(yaw)
              .after(Quaternion.fromRollPitchYaw(0, pitch, 0))
              .after(Quaternion.fromRollPitchYaw(roll, 0, 0));
      assertArrayEquals(fixedAxes.toMatrix(), q.toMatrix(), TIGHT);
    }
  }

  @Test
  void theAngleBetweenRotationsIgnoresTheSign() {
    Quaternion q = rotation();
    assertEquals(0, q.angleTo(new Quaternion(-q.x(), -q.y(), -q.z(), -q.w())), 1e-7);
    assertEquals(0.4, q.after(Quaternion.fromYaw(0.4)).angleTo(q), 1e-9);
    assertEquals(Math.PI, Quaternion.IDENTITY.angleTo(new Quaternion(0, 1, 0, 0)), 1e-9);
  }

  @Test
  void aRotationMustBeOne() {
    assertThrows(IllegalArgumentException.class, () -> new Quaternion(0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Quaternion(Double.NaN, 0, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Quaternion(0, Double.POSITIVE_INFINITY, 0, 1));
    Quaternion scaled = new Quaternion(0, 0, 3, 4);
    assertEquals(new Quaternion(0, 0, 0.6, 0.8), scaled);
  }

  @Test
  void transformsChainAndInvert() {
    for (int i = 0; i < 100; i++) {
      Transform tableFromBase = new Transform("table", "base", vector(), rotation());
      Transform baseFromTool = new Transform("base", "tool", vector(), rotation());
      Vector3 p = vector();
      Transform tableFromTool = tableFromBase.after(baseFromTool);
      assertEquals("table", tableFromTool.target());
      assertEquals("tool", tableFromTool.source());
      assertSame(tableFromBase.apply(baseFromTool.apply(p)), tableFromTool.apply(p));
      Transform back = tableFromTool.inverse();
      assertEquals("tool", back.target());
      assertEquals("table", back.source());
      assertSame(p, back.apply(tableFromTool.apply(p)));
      assertSame(p, tableFromTool.after(back).apply(p));
    }
    assertSame(new Vector3(1, 2, 3), Transform.identity("a", "b").apply(new Vector3(1, 2, 3)));
  }

  @Test
  void framesThatDoNotMeetAreAnErrorThatNamesThem() {
    Transform a = Transform.identity("table", "base");
    Transform b = Transform.identity("table", "tool");
    String message = assertThrows(IllegalArgumentException.class, () -> a.after(b)).getMessage();
    assertTrue(message.contains("table from base with table from tool"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Transform("a", "b", new Vector3(0, Double.NaN, 0), Quaternion.IDENTITY));
  }

  @Test
  void vectorsKeepTheRulesOfTheCrossProduct() {
    for (int i = 0; i < 50; i++) {
      Vector3 a = vector();
      Vector3 b = vector();
      Vector3 c = a.cross(b);
      assertEquals(0, c.dot(a), TIGHT * 10);
      assertEquals(0, c.dot(b), TIGHT * 10);
      assertEquals(a.dot(a) * b.dot(b) - a.dot(b) * a.dot(b), c.dot(c), 1e-9 * (1 + c.dot(c)));
      assertEquals(1, a.normalized().norm(), TIGHT);
    }
    assertSame(new Vector3(0, 0, 1), new Vector3(1, 0, 0).cross(new Vector3(0, 1, 0)));
    assertThrows(ArithmeticException.class, Vector3.ZERO::normalized);
    assertThrows(IllegalArgumentException.class, () -> Vector3.of(1, 2));
  }
}
