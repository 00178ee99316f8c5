package dev.cobot.sim2real.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CameraGeometryTest {
  private static final Vector3 EYE = new Vector3(0.7, 0.1, 0.6);
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          320, 240, 300, 302, 161.3, 118.2, List.of(-0.12, 0.03, 0.001, -0.0015, 0.002));

  private static CameraModel camera(CameraIntrinsics lens) {
    return new CameraModel(lens, CameraModel.lookAt(EYE, new Vector3(0, 0, 0)));
  }

  @Test
  void aCameraLooksAtItsTargetWithTheHorizonLevel() {
    CameraIntrinsics ideal = CameraIntrinsics.ideal(320, 240, 0.9);
    CameraModel camera = camera(ideal);
    CameraModel.Pixel center = camera.project(Vector3.ZERO);
    assertEquals(159.5, center.x(), 1e-9);
    assertEquals(119.5, center.y(), 1e-9);
    assertEquals(EYE.norm(), center.depthMeters(), 1e-12);
    CameraModel.Pixel above = camera.project(new Vector3(0, 0, 0.1));
    assertEquals(159.5, above.x(), 1e-9);
    assertTrue(above.y() < 119.5, "up in the world is up in the picture");
    CameraModel.Pixel left = camera.project(new Vector3(-0.1 * EYE.y(), 0.1 * EYE.x(), 0));
    assertTrue(left.x() > 159.5, "from its front the table's left is on the right");
  }

  @Test
  void theFieldOfViewSpansTheImageEdges() {
    CameraIntrinsics ideal = CameraIntrinsics.ideal(320, 240, 0.9);
    assertEquals(-0.5, -Math.tan(0.45) * ideal.fx() + ideal.cx(), 1e-9);
    assertEquals(319.5, Math.tan(0.45) * ideal.fx() + ideal.cx(), 1e-9);
  }

  @Test
  void distortionIsUndone() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      double x = random.nextDouble(-0.6, 0.6);
      double y = random.nextDouble(-0.45, 0.45);
      double[] d = LENS.distort(x, y);
      assertArrayEquals(new double[] {x, y}, LENS.undistort(d[0], d[1]), 1e-9);
    }
    // k1, by hand: r2 = 0.25, radial = 1 - 0.12 * 0.25.
    CameraIntrinsics k1 =
        new CameraIntrinsics(320, 240, 300, 300, 160, 120, List.of(-0.12, 0.0, 0.0, 0.0, 0.0));
    assertArrayEquals(new double[] {0.3 * 0.97, 0.4 * 0.97}, k1.distort(0.3, 0.4), 1e-12);
    // p1 and p2, by hand.
    CameraIntrinsics tangential =
        new CameraIntrinsics(320, 240, 300, 300, 160, 120, List.of(0.0, 0.0, 0.01, 0.02, 0.0));
    assertArrayEquals(
        new double[] {
          0.3 + 2 * 0.01 * 0.12 + 0.02 * (0.25 + 0.18), 0.4 + 0.01 * (0.25 + 0.32) + 2 * 0.02 * 0.12
        },
        tangential.distort(0.3, 0.4),
        1e-12);
  }

  @Test
  void aPixelOfThePlaneGoesBackToItsPoint() {
    CameraModel camera = camera(LENS);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      Vector3 point =
          new Vector3(
              random.nextDouble(-0.3, 0.3),
              random.nextDouble(-0.25, 0.25),
              random.nextDouble(0, 0.2));
      CameraModel.Pixel pixel = camera.project(point);
      Vector3 back = camera.intersectPlane(pixel.x(), pixel.y(), point.z());
      assertEquals(0, back.distanceTo(point), 1e-7);
      Vector3 direction = camera.rayDirection(pixel.x(), pixel.y());
      assertEquals(1, direction.norm(), 1e-12);
      assertEquals(1, direction.dot(point.minus(EYE).normalized()), 1e-12);
    }
  }

  @Test
  void aRayAboveTheHorizonMeetsNoTable() {
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(320, 240, 1.2),
            CameraModel.lookAt(EYE, new Vector3(-2, 0.1, 0.6)));
    assertNull(camera.intersectPlane(160, 20, 0));
    Vector3 below = camera.intersectPlane(160, 220, 0);
    assertEquals(0, below.z(), 1e-12);
    assertTrue(below.x() < EYE.x());
    assertTrue(camera.project(new Vector3(1.5, 0.1, 0.6)).depthMeters() < 0, "behind the camera");
  }

  @Test
  void resizingKeepsTheEdgesOfTheImage() {
    CameraModel camera = camera(LENS);
    CameraModel half = new CameraModel(LENS.resized(160, 120), camera.tableFromCamera());
    CameraModel odd = new CameraModel(LENS.resized(640, 360), camera.tableFromCamera());
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 100; i++) {
      Vector3 p = new Vector3(random.nextDouble(-0.3, 0.3), random.nextDouble(-0.3, 0.3), 0.03);
      CameraModel.Pixel full = camera.project(p);
      CameraModel.Pixel small = half.project(p);
      // Distances from the image's outer edge, which lies half a pixel before the first centre.
      assertEquals((full.x() + 0.5) / 2, small.x() + 0.5, 1e-9);
      assertEquals((full.y() + 0.5) / 2, small.y() + 0.5, 1e-9);
      CameraModel.Pixel other = odd.project(p);
      assertEquals((full.x() + 0.5) * 2, other.x() + 0.5, 1e-9);
      assertEquals((full.y() + 0.5) * 1.5, other.y() + 0.5, 1e-9);
    }
    assertEquals(LENS.fx(), LENS.resized(77, 33).resized(320, 240).fx(), 1e-9);
    assertEquals(LENS.cx(), LENS.resized(77, 33).resized(320, 240).cx(), 1e-9);
  }

  @Test
  void whatIsNoCameraIsRefused() {
    List<Double> none = List.of(0.0, 0.0, 0.0, 0.0, 0.0);
    assertThrows(
        IllegalArgumentException.class, () -> new CameraIntrinsics(4, 240, 1, 1, 0, 0, none));
    assertThrows(
        IllegalArgumentException.class, () -> new CameraIntrinsics(320, 9000, 1, 1, 0, 0, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CameraIntrinsics(320, 240, Double.NaN, 1, 0, 0, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CameraIntrinsics(320, 240, 1, 1, Double.NaN, 0, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CameraIntrinsics(320, 240, 1, 1, 0, 0, List.of(0.0, 0.0, 0.0, 0.0)));
    String frames =
        assertThrows(
                IllegalArgumentException.class,
                () -> new CameraModel(LENS, Transform.identity("table", "tool0")))
            .getMessage();
    assertTrue(frames.contains("table from tool0"), frames);
    String bytes =
        assertThrows(
                IllegalArgumentException.class,
                () -> new CameraFrame(0, camera(LENS), new byte[320 * 240]))
            .getMessage();
    assertTrue(bytes.contains("230400") && bytes.contains("76800"), bytes);
  }
}
