package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RendererTest {
  private static final ColorRgb WHITE = new ColorRgb(0.9, 0.9, 0.9);
  private static final List<Double> LENS = List.of(-0.11, 0.03, 0.002, -0.001, 0.005);

  private static Visual visual(String owner, Shape shape, Transform pose) {
    return new Visual(owner, shape, pose, WHITE, 0);
  }

  private static Visual tableTop() {
    return visual(
        "table",
        new Shape.Box(new Vector3(1.2, 0.8, 0.04)),
        SampleScene.pose(0, 0, -0.02, Quaternion.IDENTITY));
  }

  private static CameraModel cameraWith(List<Double> distortion) {
    return new CameraModel(
        new CameraIntrinsics(320, 240, 300, 310, 155.2, 122.7, distortion),
        CameraModel.lookAt(new Vector3(0.5, -0.4, 0.8), new Vector3(0, 0.05, 0)));
  }

  private static CameraModel above(int side, double height) {
    return new CameraModel(
        CameraIntrinsics.ideal(side, side, 0.6),
        new Transform(
            CameraModel.TABLE,
            CameraModel.OPTICAL,
            new Vector3(0, 0, height),
            new Quaternion(1, 0, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, false",
    "0.12, 0.1, 0.02, false",
    "-0.1, 0.2, 0.1, true",
    "0.2, 0.15, 0.05, true",
    "-0.18, -0.02, 0.0, true"
  })
  void smallSphereAppearsWhereTheCameraModelProjectsIt(
      double x, double y, double z, boolean distorted) {
    CameraModel camera = cameraWith(distorted ? LENS : List.of(0.0, 0.0, 0.0, 0.0, 0.0));
    camera = new CameraModel(camera.intrinsics().resized(1280, 960), camera.tableFromCamera());
    // Small enough that the centroid of its outline is off the projected centre by 0.02 pixel.
    double radius = 0.01;
    RenderedScene scene =
        new Renderer()
            .renderAll(
                List.of(
                    visual(
                        "ball",
                        new Shape.Sphere(radius),
                        SampleScene.pose(x, y, z, Quaternion.IDENTITY))),
                camera,
                RenderOptions.neutral(),
                0);
    double sumX = 0;
    double sumY = 0;
    int pixels = 0;
    for (int row = 0; row < 960; row++) {
      for (int column = 0; column < 1280; column++) {
        if (scene.ownerAt(column, row).equals("ball")) {
          sumX += column;
          sumY += row;
          pixels++;
        }
      }
    }
    CameraModel.Pixel expected = camera.project(new Vector3(x, y, z));
    assertTrue(pixels > 300, "the ball covers only " + pixels + " pixels");
    assertEquals(pixels, scene.pixelsOf("ball"));
    assertEquals(expected.x(), sumX / pixels, 0.1);
    assertEquals(expected.y(), sumY / pixels, 0.1);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void depthIsMeasuredAlongTheOpticalAxis(boolean distorted) {
    CameraModel camera = cameraWith(distorted ? LENS : List.of(0.0, 0.0, 0.0, 0.0, 0.0));
    RenderedScene scene =
        new Renderer()
            .renderAll(
                List.of(
                    visual(
                        "floor",
                        new Shape.Plane(new Vector3(0, 0, 1), 5, 5),
                        SampleScene.pose(0, 0, 0, Quaternion.IDENTITY))),
                camera,
                RenderOptions.neutral(),
                0);
    for (int row = 0; row < 240; row += 13) {
      for (int column = 0; column < 320; column += 17) {
        Vector3 point = camera.intersectPlane(column, row, 0);
        double expected = camera.tableFromCamera().inverse().apply(point).z();
        assertEquals(expected, scene.depthMeters(column, row), 1e-6);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LensDistortion.Model.class)
  void everyLensModelIsDrawnAsItSees(LensDistortion.Model model) {
    LensDistortion lens =
        switch (model) {
          case PLUMB_BOB -> LensDistortion.of(model, LENS);
          case RATIONAL_POLYNOMIAL ->
              LensDistortion.of(model, List.of(0.4, -0.2, 0.001, -0.001, 0.05, 0.8, -0.1, 0.02));
          case EQUIDISTANT -> LensDistortion.of(model, List.of(0.03, -0.01, 0.004, -0.001));
        };
    // The corners of the fisheye look 109 degrees off the axis.
    CameraModel camera =
        new CameraModel(
            new CameraIntrinsics(320, 240, 105, 106, 155.2, 122.7, lens),
            CameraModel.lookAt(new Vector3(0.5, -0.4, 0.8), new Vector3(0, 0.05, 0)));
    RenderedScene scene =
        new Renderer()
            .renderAll(
                List.of(
                    visual(
                        "floor",
                        new Shape.Plane(new Vector3(0, 0, 1), 500, 500),
                        SampleScene.pose(0, 0, 0, Quaternion.IDENTITY))),
                camera,
                RenderOptions.neutral(),
                0);
    int drawn = 0;
    for (int row = 1; row < 240; row += 7) {
      for (int column = 1; column < 320; column += 7) {
        Vector3 point = camera.intersectPlane(column, row, 0);
        double expected = point == null ? -1 : camera.tableFromCamera().inverse().apply(point).z();
        if (expected > 0.01 && expected < 2) {
          assertEquals(expected, scene.depthMeters(column, row), 1e-5);
          drawn++;
        } else if (expected <= 0) {
          assertEquals("", scene.ownerAt(column, row));
        }
      }
    }
    assertTrue(drawn > 500, drawn + " pixels");
  }

  @Test
  void planeFacingTheCameraHasOneDepth() {
    RenderedScene scene =
        new Renderer()
            .renderAll(
                List.of(
                    visual(
                        "wall",
                        new Shape.Plane(new Vector3(0, 0, -3), 9, 9),
                        SampleScene.pose(0, 0, 0.25, Quaternion.IDENTITY))),
                above(32, 1),
                RenderOptions.neutral(),
                0);
    for (float depth : scene.depthMeters()) {
      assertEquals(0.75f, depth);
    }
  }

  @Test
  void everyShapeHasItsExtents() {
    CameraModel camera = above(800, 10);
    double pixelsPerMeter = camera.intrinsics().fx() / 10;
    Quaternion turned = Quaternion.fromRollPitchYaw(Math.PI / 2, 0, 0);
    List<Visual> shapes =
        List.of(
            visual(
                "box",
                new Shape.Box(new Vector3(0.9, 0.5, 0.001)),
                SampleScene.pose(-1.5, -1.5, 0, Quaternion.IDENTITY)),
            visual(
                "lying", new Shape.Cylinder(0.2, 1.1), SampleScene.pose(1.5, -1.5, -0.2, turned)),
            visual(
                "standing",
                new Shape.Cylinder(0.5, 0.001),
                SampleScene.pose(1.5, 1.5, 0, Quaternion.IDENTITY)),
            visual(
                "plane",
                new Shape.Plane(new Vector3(0, 1, 0), 0.8, 0.6),
                SampleScene.pose(-1.5, 1.5, 0, turned)));
    RenderedScene scene = new Renderer().renderAll(shapes, camera, RenderOptions.neutral(), 0);
    double area = pixelsPerMeter * pixelsPerMeter;
    assertEquals(0.9 * 0.5, scene.pixelsOf("box") / area, 0.02);
    assertEquals(0.4 * 1.1, scene.pixelsOf("lying") / area, 0.03);
    assertEquals(Math.PI * 0.25, scene.pixelsOf("standing") / area, 0.02);
    assertEquals(0.8 * 0.6, scene.pixelsOf("plane") / area, 0.02);
    // (0, 0) is the table's origin, where nothing is.
    assertEquals("", scene.ownerAt(400, 400));
    assertEquals(Float.POSITIVE_INFINITY, scene.depthMeters(400, 400));
  }

  @Test
  void shadowsDarkenWhatTheyFallOnAndNothingElse() {
    Visual ball =
        visual(
            "ball", new Shape.Sphere(0.05), SampleScene.pose(0.1, 0.1, 0.2, Quaternion.IDENTITY));
    RenderOptions options =
        RenderOptions.neutral()
            .withLights(
                List.of(
                    Light.lamp(new Vector3(0.3, 0.3, 0.6), new ColorRgb(1, 1, 1), 0.8, true, 0)))
            .withAntialias(false);
    CameraModel camera = above(128, 2);
    Renderer renderer = new Renderer();
    CameraFrame lit = renderer.render(List.of(tableTop(), ball), camera, options, 0);
    CameraFrame flat =
        renderer.render(List.of(tableTop(), ball), camera, options.withShadows(false), 0);
    // The line from the lamp through the ball's centre meets the table at the origin.
    CameraModel.Pixel in = camera.project(new Vector3(0, 0, 0));
    CameraModel.Pixel out = camera.project(new Vector3(-0.2, 0.1, 0));
    assertTrue(green(flat, in) - green(lit, in) > 40);
    assertEquals(green(flat, out), green(lit, out));
    int darker = 0;
    for (int i = 0; i < lit.rgb().length; i++) {
      assertTrue((lit.rgb()[i] & 0xff) <= (flat.rgb()[i] & 0xff));
      darker += lit.rgb()[i] == flat.rgb()[i] ? 0 : 1;
    }
    assertTrue(darker > 100);
  }

  @Test
  void largerLampHasSofterShadows() {
    Visual plate =
        visual(
            "plate",
            new Shape.Box(new Vector3(0.3, 0.3, 0.01)),
            SampleScene.pose(0, 0, 0.3, Quaternion.IDENTITY));
    int[] penumbra = new int[2];
    for (int k = 0; k < 2; k++) {
      RenderOptions options =
          RenderOptions.neutral()
              .withLights(
                  List.of(
                      Light.lamp(
                          new Vector3(0, 0.8, 0.9), new ColorRgb(1, 1, 1), 0.8, true, 0.2 * k)))
              .withAntialias(false);
      RenderedScene scene =
          new Renderer().renderAll(List.of(tableTop(), plate), above(256, 2), options, 0);
      CameraFrame frame = scene.frame();
      // Across the shadow of the plate, which is thrown to negative y.
      CameraModel.Pixel core = frame.camera().project(new Vector3(0, -0.35, 0));
      CameraModel.Pixel lit = frame.camera().project(new Vector3(0.5, -0.35, 0));
      int dark = green(frame, core);
      int bright = green(frame, lit);
      assertTrue(bright > dark + 40);
      int row = (int) Math.round(core.y());
      for (int x = (int) core.x(); x < lit.x(); x++) {
        int value = frame.rgb()[3 * (row * 256 + x) + 1] & 0xff;
        penumbra[k] += value > dark + 12 && value < bright - 12 ? 1 : 0;
      }
    }
    assertTrue(penumbra[0] <= 1, "hard edge of " + penumbra[0] + " pixels");
    assertTrue(penumbra[1] >= 5, "soft edge of " + penumbra[1] + " pixels");
  }

  /** The cells around the lamp only save work: a brute-force test agrees at every point. */
  @Test
  void shadowGridAgreesWithTestingEverything() {
    List<Visual> visuals = SampleScene.cell();
    Primitives primitives = new Primitives();
    primitives.load(visuals);
    LightGrid grid = new LightGrid();
    SplittableRandom random = new SplittableRandom(11);
    int shadowed = 0;
    for (int lamp = 0; lamp < 10; lamp++) {
      double lx = random.nextDouble(-1, 1);
      double ly = random.nextDouble(-1, 1);
      double lz = random.nextDouble(0.05, 2);
      grid.build(primitives, lx, ly, lz);
      double[] origins = new double[3 * primitives.count];
      primitives.toLocal(lx, ly, lz, origins);
      for (int k = 0; k < 500; k++) {
        double px = random.nextDouble(-2, 2);
        double py = random.nextDouble(-2, 2);
        double pz = random.nextDouble(-0.7, 2);
        double dx = px - lx;
        double dy = py - ly;
        double dz = pz - lz;
        double tMax = 1 - 3e-4 / Math.sqrt(dx * dx + dy * dy + dz * dz);
        boolean expected = false;
        for (int i = 0; i < primitives.count && !expected; i++) {
          double[] r = Arrays.copyOfRange(primitives.rotation, 9 * i, 9 * i + 9);
          expected =
              primitives.intersect(
                      i,
                      origins[3 * i],
                      origins[3 * i + 1],
                      origins[3 * i + 2],
                      r[0] * dx + r[3] * dy + r[6] * dz,
                      r[1] * dx + r[4] * dy + r[7] * dz,
                      r[2] * dx + r[5] * dy + r[8] * dz,
                      0,
                      tMax)
                  < tMax;
        }
        assertEquals(expected, grid.shadowed(px, py, pz, -1));
        shadowed += expected ? 1 : 0;
      }
    }
    assertTrue(shadowed > 150 && shadowed < 4500, "shadowed " + shadowed);
  }

  /** The tiles only save work: each visual drawn alone, then merged by depth, is the same. */
  @Test
  void tilesLoseNothing() {
    List<Visual> visuals = SampleScene.cell();
    SplittableRandom random = new SplittableRandom(3);
    Renderer renderer = new Renderer();
    for (int k = 0; k < 6; k++) {
      CameraModel camera =
          new CameraModel(
              new CameraIntrinsics(75, 61, 60, 60, 37, 30, LENS),
              CameraModel.lookAt(
                  new Vector3(
                      random.nextDouble(-0.6, 0.6),
                      random.nextDouble(-0.6, 0.6),
                      random.nextDouble(0.05, 0.6)),
                  new Vector3(0.05, 0, 0.1)));
      RenderedScene all = renderer.renderAll(visuals, camera, RenderOptions.neutral(), 0);
      float[] nearest = new float[75 * 61];
      Arrays.fill(nearest, Float.POSITIVE_INFINITY);
      for (Visual visual : visuals) {
        float[] alone =
            new Renderer()
                .renderAll(List.of(visual), camera, RenderOptions.neutral(), 0)
                .depthMeters();
        for (int i = 0; i < nearest.length; i++) {
          nearest[i] = Math.min(nearest[i], alone[i]);
        }
      }
      assertArrayEquals(nearest, all.depthMeters());
    }
  }

  @Test
  void colorsKeepTheirOrder() {
    for (ColorName name : ColorName.values()) {
      Visual cube =
          new Visual(
              "cube",
              new Shape.Box(new Vector3(0.1, 0.1, 0.1)),
              SampleScene.pose(0, 0, 0.05, Quaternion.IDENTITY),
              name.prototype(),
              0);
      CameraModel camera = above(64, 1);
      CameraFrame frame =
          new Renderer().render(List.of(tableTop(), cube), camera, RenderOptions.neutral(), 0);
      int at = 3 * (32 * 64 + 32);
      ColorRgb seen =
          new ColorRgb(
              (frame.rgb()[at] & 0xff) / 255.0,
              (frame.rgb()[at + 1] & 0xff) / 255.0,
              (frame.rgb()[at + 2] & 0xff) / 255.0);
      assertEquals(name, ColorName.nearest(seen), "seen " + seen);
    }
  }

  @Test
  void sameInputGivesTheSameBytesOnAnyInstance() {
    List<Visual> visuals = SampleScene.cell();
    CameraModel camera = SampleScene.camera(160, 120);
    RenderOptions options = RenderOptions.randomized(new SplittableRandom(42));
    Renderer used = new Renderer();
    byte[] first = used.render(visuals, camera, options, 7).rgb();
    used.render(visuals, SampleScene.camera(64, 200), RenderOptions.neutral(), 1);
    assertArrayEquals(first, used.render(visuals, camera, options, 7).rgb());
    assertArrayEquals(first, new Renderer().render(visuals, camera, options, 7).rgb());
    assertArrayEquals(first, new Renderer().renderAll(visuals, camera, options, 7).frame().rgb());
  }

  @Test
  void orderOfTheVisualsDoesNotMatter() {
    List<Visual> visuals = SampleScene.cell();
    List<Visual> backwards = new ArrayList<>(visuals);
    Collections.reverse(backwards);
    CameraModel camera = SampleScene.camera(96, 80);
    float[] depth =
        new Renderer().renderAll(visuals, camera, RenderOptions.neutral(), 0).depthMeters();
    assertArrayEquals(
        depth,
        new Renderer().renderAll(backwards, camera, RenderOptions.neutral(), 0).depthMeters());
  }

  @Test
  void antialiasingMixesColorsAtEdgesAndLeavesSurfacesAlone() {
    CameraModel camera = above(64, 2);
    Visual disc =
        new Visual(
            "disc",
            new Shape.Cylinder(0.2, 0.01),
            SampleScene.pose(0, 0, 0.01, Quaternion.IDENTITY),
            new ColorRgb(0.05, 0.05, 0.05),
            0);
    RenderOptions options = RenderOptions.neutral().withShadows(false);
    byte[] plain =
        new Renderer()
            .render(List.of(tableTop(), disc), camera, options.withAntialias(false), 0)
            .rgb();
    byte[] smooth = new Renderer().render(List.of(tableTop(), disc), camera, options, 0).rgb();
    int between = 0;
    for (int i = 0; i < plain.length; i += 3) {
      int value = smooth[i] & 0xff;
      between += value > 80 && value < 180 ? 1 : 0;
    }
    assertTrue(between > 20, between + " mixed pixels");
    int center = 3 * (32 * 64 + 32);
    assertEquals(plain[center], smooth[center]);
    assertFalse(Arrays.equals(plain, smooth));
  }

  @Test
  void emptySceneShowsTheRoom() {
    RenderedScene scene =
        new Renderer().renderAll(List.of(), above(16, 1), RenderOptions.neutral(), 5);
    assertEquals(5, scene.frame().stampNanos());
    assertEquals(RenderedScene.NOTHING, scene.visualIndex()[0]);
    assertTrue((scene.frame().rgb()[0] & 0xff) > 20);
  }

  @Test
  void pixelsBeyondAFoldedLensShowTheWall() {
    // With k1 = -1 the distorted radius never exceeds 0.385.
    CameraModel camera =
        new CameraModel(
            new CameraIntrinsics(64, 64, 40, 40, 31.5, 31.5, List.of(-1.0, 0.0, 0.0, 0.0, 0.0)),
            above(64, 1).tableFromCamera());
    RenderedScene scene =
        new Renderer().renderAll(List.of(tableTop()), camera, RenderOptions.neutral(), 0);
    assertEquals("", scene.ownerAt(0, 0));
    assertEquals("table", scene.ownerAt(32, 32));
  }

  @Test
  void renderedSceneNeedsOneValueAPixel() {
    CameraFrame frame = new Renderer().render(List.of(), above(8, 1), RenderOptions.neutral(), 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> new RenderedScene(frame, new float[63], new int[64], List.of()));
  }

  private static int green(CameraFrame frame, CameraModel.Pixel pixel) {
    int column = (int) Math.round(pixel.x());
    int row = (int) Math.round(pixel.y());
    return frame.rgb()[3 * (row * frame.widthPixels() + column) + 1] & 0xff;
  }
}
