package dev.cobot.sim2real.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LensDistortionTest {
  private static final LensDistortion RATIONAL =
      LensDistortion.of(
          LensDistortion.Model.RATIONAL_POLYNOMIAL,
          List.of(0.45, -0.2, 0.0008, -0.0006, 0.05, 0.8, -0.1, 0.02));
  private static final LensDistortion FISHEYE =
      LensDistortion.of(LensDistortion.Model.EQUIDISTANT, List.of(0.03, -0.01, 0.004, -0.001));

  private static LensDistortion plumbBob(double k1, double k2, double k3) {
    return LensDistortion.of(LensDistortion.Model.PLUMB_BOB, List.of(k1, k2, 0.001, -0.002, k3));
  }

  private static CameraModel camera(LensDistortion lens) {
    return new CameraModel(
        new CameraIntrinsics(320, 240, 120, 121, 158.2, 121.4, lens),
        CameraModel.lookAt(new Vector3(0.5, -0.2, 0.7), Vector3.ZERO));
  }

  static List<LensDistortion> lenses() {
    return List.of(
        plumbBob(0, 0, 0),
        plumbBob(-0.12, 0.03, 0.002),
        plumbBob(0.3, 0.1, 0.02), // too strong for the fixed point
        RATIONAL,
        LensDistortion.of(
            LensDistortion.Model.RATIONAL_POLYNOMIAL,
            List.of(12.1, 5.2, 0.0001, -0.0002, 0.3, 12.5, 9.0, 1.6)), // a wide lens
        FISHEYE,
        LensDistortion.of(LensDistortion.Model.EQUIDISTANT, List.of(0.0, 0.0, 0.0, 0.0)));
  }

  /** Values of the formulas in OpenCV's documentation, worked out apart from this code. */
  @Test
  void theFormulasAreThoseOfOpenCv() {
    assertArrayEquals(
        new double[] {0.44796429185517633, -0.26862897511310574},
        RATIONAL.distort(0.5, -0.3, 1),
        1e-12);
    assertArrayEquals(
        new double[] {0.7653517349152179, 0.38267586745760895}, FISHEYE.distort(1, 0.5, 1), 1e-12);
    assertArrayEquals(
        new double[] {1.5694059355986079, -0.7847029677993039},
        FISHEYE.distort(2, -1, -0.3),
        1e-12);
  }

  @ParameterizedTest
  @MethodSource("lenses")
  void distortionIsUndone(LensDistortion lens) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      double x = random.nextDouble(-1.2, 1.2);
      double y = random.nextDouble(-0.9, 0.9);
      double[] d = lens.distort(x, y, 1);
      if (!Double.isNaN(d[0])) {
        Vector3 back = lens.direction(d[0], d[1]);
        assertEquals(x, back.x() / back.z(), 1e-7, lens + " at " + x + ", " + y);
        assertEquals(y, back.y() / back.z(), 1e-7);
      }
    }
    assertArrayEquals(new double[2], lens.distort(0, 0, 2));
  }

  @ParameterizedTest
  @MethodSource("lenses")
  void pixelsAndPointsOfTheTableAgree(LensDistortion lens) {
    CameraModel camera = camera(lens);
    int met = 0;
    for (int y = 0; y < 240; y += 20) {
      for (int x = 0; x < 320; x += 20) {
        Vector3 point = camera.intersectPlane(x, y, 0);
        if (point != null) {
          CameraModel.Pixel pixel = camera.project(point);
          assertEquals(x, pixel.x(), 1e-5);
          assertEquals(y, pixel.y(), 1e-5);
          met++;
        }
      }
    }
    assertTrue(met > 80, lens + " meets the table in " + met);
  }

  @Test
  void aFisheyeSeesSidewaysAndBehind() {
    CameraModel camera =
        new CameraModel(
            new CameraIntrinsics(400, 400, 100, 100, 199.5, 199.5, FISHEYE),
            Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL));
    Vector3 behind = new Vector3(1, 0.2, -0.15);
    CameraModel.Pixel pixel = camera.project(behind);
    assertTrue(pixel.x() > 330 && pixel.x() < 400, "" + pixel);
    assertEquals(-0.15, pixel.depthMeters());
    Vector3 ray = camera.rayDirection(pixel.x(), pixel.y());
    assertEquals(0, ray.distanceTo(behind.normalized()), 1e-9);
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN},
        camera.intrinsics().undistort((pixel.x() - 199.5) / 100, (pixel.y() - 199.5) / 100));
    CameraModel.Pixel sideways = camera.project(new Vector3(0, 1, 0));
    assertEquals(0, sideways.depthMeters());
    assertEquals(0, camera.rayDirection(sideways.x(), sideways.y()).z(), 1e-9);
  }

  @Test
  void behindAPinholeThereIsNoPixel() {
    CameraModel.Pixel pixel = camera(RATIONAL).pixel(new Vector3(0.1, 0.2, -1));
    assertEquals(-1, pixel.depthMeters());
    assertTrue(Double.isNaN(pixel.x()) && Double.isNaN(pixel.y()));
  }

  /** With k1 = -0.3 alone the radius grows up to r = 1.054, to 0.703. */
  @Test
  void whereALensFoldsBackThereIsNeitherRayNorPixel() {
    LensDistortion lens =
        LensDistortion.of(LensDistortion.Model.PLUMB_BOB, List.of(-0.3, 0.0, 0.0, 0.0, 0.0));
    CameraModel camera = camera(lens);
    double fold = 1 / Math.sqrt(0.9);
    double edge = fold * (1 - 0.3 * fold * fold);
    assertEquals(fold, lens.direction(edge - 1e-9, 0).x(), 1e-3);
    assertTrue(Double.isNaN(lens.direction(edge + 1e-6, 0).x()));
    // Folded back, this point would be seen near the centre, at 1.7 * (1 - 0.3 * 2.89) = 0.23.
    CameraModel.Pixel folded = camera.pixel(new Vector3(1.7, 0, 1));
    assertTrue(Double.isNaN(folded.x()) && Double.isNaN(folded.depthMeters()), "" + folded);
    assertTrue(Double.isNaN(camera.rayDirection(158.2 + 0.8 * 120, 121).x()));
    assertNull(camera.intersectPlane(158.2 + 0.8 * 120, 121, 0));
    // An equidistant lens whose polynomial turns at 60 degrees.
    LensDistortion narrow =
        LensDistortion.of(LensDistortion.Model.EQUIDISTANT, List.of(-0.3, 0.0, 0.0, 0.0));
    assertTrue(Double.isNaN(narrow.distort(2, 0, 1)[0]));
    assertTrue(Double.isNaN(narrow.direction(0.71, 0).x()));
    // A quotient whose denominator becomes zero at r = 1.
    LensDistortion pole =
        LensDistortion.of(
            LensDistortion.Model.RATIONAL_POLYNOMIAL,
            List.of(0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0));
    assertTrue(Double.isNaN(pole.distort(1.2, 0, 1)[0]));
    assertEquals(0.9, pole.direction(pole.distort(0.9, 0, 1)[0], 0).x(), 1e-9);
  }

  @Test
  void anyLensGivesARightRayOrNone() {
    SplittableRandom random = new SplittableRandom(9);
    int rays = 0;
    for (int i = 0; i < 3000; i++) {
      LensDistortion.Model model =
          LensDistortion.Model.values()[random.nextInt(LensDistortion.Model.values().length)];
      double scale = Math.pow(10, random.nextDouble(-2, i % 10 == 0 ? 200 : 1));
      List<Double> coefficients = new ArrayList<>();
      for (String name : model.names()) {
        double share = name.startsWith("p") ? 0.01 : 1;
        coefficients.add(share * scale * random.nextDouble(-1, 1));
      }
      LensDistortion lens = LensDistortion.of(model, coefficients);
      double x = random.nextDouble(-1.5, 1.5);
      double y = random.nextDouble(-1.5, 1.5);
      Vector3 ray = lens.direction(x, y);
      if (ray.isFinite()) {
        double[] d = lens.distort(ray.x(), ray.y(), ray.z());
        assertArrayEquals(new double[] {x, y}, d, 1e-6, lens + " at " + x + ", " + y);
        rays++;
      } else {
        assertTrue(Double.isNaN(ray.x()) && Double.isNaN(ray.y()) && Double.isNaN(ray.z()));
      }
    }
    assertTrue(rays > 500, rays + " rays");
  }

  @Test
  void whatIsNoLensIsRefused() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> LensDistortion.of(LensDistortion.Model.EQUIDISTANT, List.of(0.0, 1.0)))
            .getMessage();
    assertTrue(said.contains("4 finite values (k1, k2, k3, k4 of equidistant)"), said);
    assertThrows(IllegalArgumentException.class, () -> plumbBob(Double.NaN, 0, 0));
    said =
        assertThrows(IllegalArgumentException.class, () -> LensDistortion.Model.of("fov"))
            .getMessage();
    assertTrue(said.contains("'fov'") && said.contains("rational_polynomial"), said);
    assertEquals(plumbBob(1, 2, 3), plumbBob(1, 2, 3));
    assertNotEquals(plumbBob(1, 2, 3), plumbBob(1, 2, 4));
  }
}
