package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.abst.fiducial.calib.CalibrationDetectorChessboardX;
import boofcv.abst.fiducial.calib.ConfigGridDimen;
import boofcv.abst.geo.calibration.CalibrateMonoPlanar;
import boofcv.factory.fiducial.FactoryFiducialCalibration;
import boofcv.struct.calib.CameraPinholeBrown;
import boofcv.struct.image.GrayF32;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures against what geometry and optics say, and against a foreign calibration program. */
class RenderingTruthTest {
  private static final List<Double> IDEAL = List.of(0.0, 0.0, 0.0, 0.0, 0.0);
  private static final List<Double> LENS = List.of(-0.11, 0.03, 0.002, -0.001, 0.005);
  private static final ColorRgb WHITE = new ColorRgb(1, 1, 1);
  private static final RenderOptions DIFFUSE =
      RenderOptions.neutral()
          .withLights(List.of(Light.lamp(new Vector3(0, 0, 1), WHITE, 0.6, false, 0)));

  private static CameraModel camera(List<Double> distortion, Vector3 eye, Vector3 target) {
    return new CameraModel(
        new CameraIntrinsics(640, 480, 612.3, 610.8, 322.7, 236.4, distortion),
        CameraModel.lookAt(eye, target));
  }

  private static Visual visual(
      String owner, Shape shape, Vector3 at, Quaternion turn, ColorRgb color) {
    return new Visual(owner, shape, new Transform("table", "shape", at, turn), color, 0);
  }

  /** Every pixel further than half a pixel from the projected outline is on its right side. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cornersAndEdgesLieWhereTheCameraModelProjectsThem(boolean distorted) {
    CameraModel camera =
        camera(distorted ? LENS : IDEAL, new Vector3(0.5, -0.4, 0.6), new Vector3(0.02, 0.03, 0));
    Quaternion turn = Quaternion.fromRollPitchYaw(0.2, -0.3, 0.5);
    Visual plate =
        visual("plate", new Shape.Plane(new Vector3(0, 0, 1), 0.3, 0.2), Vector3.ZERO, turn, WHITE);
    RenderedScene scene =
        new Renderer().renderAll(List.of(plate), camera, DIFFUSE.withAntialias(false), 0);
    double[][] corners = {{-0.15, -0.1}, {0.15, -0.1}, {0.15, 0.1}, {-0.15, 0.1}};
    List<CameraModel.Pixel> outline = new ArrayList<>();
    Path2D.Double area = new Path2D.Double();
    int steps = 400;
    for (int side = 0; side < 4; side++) {
      double[] from = corners[side];
      double[] to = corners[(side + 1) % 4];
      for (int k = 0; k < steps; k++) {
        double part = (double) k / steps;
        Vector3 local =
            new Vector3(from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), 0);
        CameraModel.Pixel p = camera.project(turn.rotate(local));
        if (outline.isEmpty()) {
          area.moveTo(p.x(), p.y());
        } else {
          area.lineTo(p.x(), p.y());
        }
        outline.add(p);
      }
    }
    area.closePath();
    for (int row = 0; row < 480; row++) {
      for (int column = 0; column < 640; column++) {
        boolean inside = area.contains(column, row);
        if (inside != scene.ownerAt(column, row).equals("plate")) {
          double distance = Double.POSITIVE_INFINITY;
          for (CameraModel.Pixel p : outline) {
            distance = Math.min(distance, Math.hypot(p.x() - column, p.y() - row));
          }
          assertTrue(distance < 0.5, "pixel " + column + ", " + row + " is off by " + distance);
        }
      }
    }
    assertTrue(scene.pixelsOf("plate") > 10_000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void depthAgreesWithTheRayOfTheCameraModel(boolean distorted) {
    Vector3 eye = new Vector3(0.6, 0.3, 0.5);
    CameraModel camera = camera(distorted ? LENS : IDEAL, eye, new Vector3(0, 0, 0.05));
    double radius = 0.12;
    Vector3 center = new Vector3(0.05, -0.02, 0.1);
    RenderedScene scene =
        new Renderer()
            .renderAll(
                List.of(
                    visual("ball", new Shape.Sphere(radius), center, Quaternion.IDENTITY, WHITE),
                    visual(
                        "table",
                        new Shape.Box(new Vector3(1.2, 0.8, 0.04)),
                        new Vector3(0, 0, -0.02),
                        Quaternion.IDENTITY,
                        WHITE)),
                camera,
                DIFFUSE,
                0);
    Vector3 forward = camera.tableFromCamera().rotation().rotate(new Vector3(0, 0, 1));
    int onBall = 0;
    int onTable = 0;
    for (int row = 0; row < 480; row += 3) {
      for (int column = 0; column < 640; column += 3) {
        Vector3 ray = camera.rayDirection(column, row);
        String owner = scene.ownerAt(column, row);
        double length;
        if (owner.equals("ball")) {
          double b = eye.minus(center).dot(ray);
          double c = eye.minus(center).dot(eye.minus(center)) - radius * radius;
          // A grazing ray has no depth to a tenth of a millimetre.
          if (b * b - c < 1e-6) {
            continue;
          }
          length = -b - Math.sqrt(b * b - c);
          onBall++;
        } else if (owner.equals("table")
            && Math.abs(eye.plus(ray.times(-eye.z() / ray.z())).x()) < 0.599) {
          length = -eye.z() / ray.z();
          onTable++;
        } else {
          continue;
        }
        if (owner.equals("table") && Math.abs(eye.plus(ray.times(length)).y()) > 0.399) {
          continue;
        }
        assertEquals(length * ray.dot(forward), scene.depthMeters(column, row), 1e-4);
      }
    }
    assertTrue(onBall > 500 && onTable > 5000, onBall + " and " + onTable + " pixels");
  }

  @Test
  void everyPixelComesBackThroughTheLens() {
    CameraModel camera = camera(LENS, new Vector3(0.6, 0.3, 0.5), Vector3.ZERO);
    RayTable table = new RayTable(camera.intrinsics());
    for (int row = 0; row < 480; row += 7) {
      for (int column = 0; column < 640; column += 7) {
        int at = table.index(column, row);
        CameraModel.Pixel back =
            camera.project(
                camera.tableFromCamera().apply(new Vector3(table.x[at], table.y[at], 1)));
        assertEquals(column, back.x(), 1e-6);
        assertEquals(row, back.y(), 1e-6);
        assertEquals(1, back.depthMeters(), 1e-9);
      }
    }
  }

  private static double light(List<Light> lamps, double ambient, double z) {
    RenderOptions options =
        RenderOptions.neutral()
            .withLights(lamps)
            .withAmbient(new ColorRgb(ambient, ambient, ambient))
            .withAntialias(false);
    Visual card =
        visual(
            "card",
            new Shape.Plane(new Vector3(0, 0, 1), 1, 1),
            new Vector3(0, 0, z),
            Quaternion.IDENTITY,
            WHITE);
    CameraModel camera = camera(IDEAL, new Vector3(0.3, 0, 1.6), new Vector3(0, 0, z));
    CameraModel.Pixel middle = camera.project(new Vector3(0, 0, z));
    byte[] rgb = new Renderer().render(List.of(card), camera, options, 0).rgb();
    int at = 3 * ((int) Math.round(middle.y()) * 640 + (int) Math.round(middle.x()));
    return Srgb.toLinear(rgb[at + 1]);
  }

  @Test
  void lampsAddAndFallOffWithTheSquareOfTheDistance() {
    Light above = Light.lamp(new Vector3(0, 0, 1), WHITE, 0.3, false, 0);
    Light slanted = Light.lamp(new Vector3(0, 0.8, 0.6), WHITE, 0.4, false, 0);
    double oneByte = 0.008;
    assertEquals(0.3, light(List.of(above), 0, 0), oneByte);
    // Lambert: the cosine of the angle of incidence is 0.6.
    assertEquals(0.24, light(List.of(slanted), 0, 0), oneByte);
    assertEquals(0.54, light(List.of(above, slanted), 0, 0), oneByte);
    assertEquals(0.64, light(List.of(above, slanted), 0.1, 0), oneByte);
    assertEquals(0.3 / (1.5 * 1.5), light(List.of(above), 0, -0.5), oneByte);
  }

  private static List<Visual> checkerboard(int rows, int columns, double square) {
    List<Visual> board = new ArrayList<>();
    board.add(
        visual(
            "board",
            new Shape.Plane(new Vector3(0, 0, 1), (columns + 2) * square, (rows + 2) * square),
            Vector3.ZERO,
            Quaternion.IDENTITY,
            WHITE));
    for (int row = 0; row < rows; row++) {
      for (int column = row % 2; column < columns; column += 2) {
        board.add(
            visual(
                "square",
                new Shape.Plane(new Vector3(0, 0, 1), square, square),
                new Vector3(
                    (column - (columns - 1) / 2.0) * square,
                    (row - (rows - 1) / 2.0) * square,
                    1e-5),
                Quaternion.IDENTITY,
                new ColorRgb(0.1, 0.1, 0.1)));
      }
    }
    return board;
  }

  // Without turns about the optical axis every board leans the same way, which leaves the principal
  // point's height undetermined.
  private static CameraModel turned(CameraModel camera, double angleRad) {
    Transform pose = camera.tableFromCamera();
    return new CameraModel(
        camera.intrinsics(),
        new Transform(
            pose.target(),
            pose.source(),
            pose.translation(),
            pose.rotation().after(Quaternion.fromYaw(angleRad))));
  }

  @Test
  void boofCvRecoversTheIntrinsicsFromACheckerboard() {
    double square = 0.03;
    List<Visual> board = checkerboard(7, 10, square);
    CalibrationDetectorChessboardX detector =
        FactoryFiducialCalibration.chessboardX(null, new ConfigGridDimen(7, 10, square));
    CalibrateMonoPlanar calibration = new CalibrateMonoPlanar();
    calibration.configurePinhole(true, 2, false);
    calibration.initialize(640, 480, List.of(detector.getLayout()));
    Renderer renderer = new Renderer();
    int views = 10;
    int found = 0;
    List<Double> lens = List.of(-0.11, 0.03, 0.0, 0.0, 0.0);
    for (int k = 0; k < views; k++) {
      double azimuth = 2.4 * k;
      double slant = 0.3 + 0.06 * (k % 5);
      double distance = 0.42 + 0.03 * (k % 3);
      Vector3 eye =
          new Vector3(
              distance * Math.sin(slant) * Math.cos(azimuth),
              distance * Math.sin(slant) * Math.sin(azimuth),
              distance * Math.cos(slant));
      Vector3 target = new Vector3(0.05 * Math.cos(3.1 * k), 0.05 * Math.sin(3.1 * k), 0);
      byte[] rgb =
          renderer.render(board, turned(camera(lens, eye, target), 1.1 * k), DIFFUSE, k).rgb();
      GrayF32 grey = new GrayF32(640, 480);
      for (int i = 0; i < grey.data.length; i++) {
        grey.data[i] = rgb[3 * i + 1] & 0xff;
      }
      if (detector.process(grey)) {
        calibration.addImage(detector.getDetectedPoints());
        found++;
      }
    }
    assertTrue(found >= 8, "found the board in " + found + " of " + views);
    CameraPinholeBrown result = calibration.process();
    assertEquals(612.3, result.fx, 0.003 * 612.3);
    assertEquals(610.8, result.fy, 0.003 * 610.8);
    // BoofCV puts the centre of the first pixel at 0.5, we put it at 0.
    assertEquals(322.7, result.cx - 0.5, 0.003 * 322.7);
    assertEquals(236.4, result.cy - 0.5, 0.003 * 236.4);
  }
}
