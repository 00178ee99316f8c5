package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With networks that know the truth, everything around them must give it back. */
class SightTest {
  private static final List<ObjectKind> KINDS =
      List.of(ObjectKind.CUBE, ObjectKind.BOTTLE, ObjectKind.CLOTH);
  private static final int CELLS = DetectorNet.ROWS * DetectorNet.COLUMNS;

  /** A network in the form of a function. */
  private record Oracle(Function<float[][], float[][]> answer) implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[][] run(int batch, float[]... inputs) {
      return answer.apply(inputs);
    }

    @Override
    public void close() {}
  }

  private static SceneObject object(ObjectKind kind, Quaternion rotation) {
    return new SceneObject(
        "one",
        kind,
        new Vector3(0.05, -0.08, 0.03),
        rotation,
        new ColorRgb(0.8, 0.1, 0.3),
        new Vector3(0.05, 0.05, 0.06));
  }

  private static CameraModel camera(int width, int height, double azimuthDeg, double elevationDeg) {
    double a = Math.toRadians(azimuthDeg);
    double e = Math.toRadians(elevationDeg);
    Vector3 eye =
        new Vector3(
            0.8 * Math.cos(e) * Math.cos(a), 0.8 * Math.cos(e) * Math.sin(a), 0.8 * Math.sin(e));
    return new CameraModel(
        new CameraIntrinsics(
            width,
            height,
            0.9 * width,
            0.9 * width,
            width / 2.0 + 4,
            height / 2.0 - 3,
            List.of(-0.12, 0.02, 0.001, -0.001, 0.0)),
        CameraModel.lookAt(eye, new Vector3(0.02, 0.01, 0.0)));
  }

  private static SeenObject see(SceneObject object, CameraModel camera, boolean placed) {
    int width = camera.intrinsics().widthPixels();
    int height = camera.intrinsics().heightPixels();
    CameraModel.Pixel center = camera.project(object.positionMeters());
    double half = 0.035 * camera.intrinsics().fx() / center.depthMeters();
    double[] box = {
      center.x() - half, center.y() - 1.2 * half, center.x() + half, center.y() + half
    };
    Canvas canvas = Canvas.of(width, height);
    int kind = KINDS.indexOf(object.kind());
    float[] heat = new float[KINDS.size() * CELLS];
    float[] sides = new float[4 * CELLS];
    Arrays.fill(heat, -9);
    double cx = (canvas.toCanvasX(box[0]) + canvas.toCanvasX(box[2])) / 2;
    double cy = (canvas.toCanvasY(box[1]) + canvas.toCanvasY(box[3])) / 2;
    int column = (int) Math.floor((cx + 0.5) / DetectorNet.STRIDE);
    int row = (int) Math.floor((cy + 0.5) / DetectorNet.STRIDE);
    int cell = row * DetectorNet.COLUMNS + column;
    heat[kind * CELLS + cell] = 4;
    double px = (column + 0.5) * DetectorNet.STRIDE - 0.5;
    double py = (row + 0.5) * DetectorNet.STRIDE - 0.5;
    double[] distances = {
      px - canvas.toCanvasX(box[0]),
      py - canvas.toCanvasY(box[1]),
      canvas.toCanvasX(box[2]) - px,
      canvas.toCanvasY(box[3]) - py
    };
    for (int k = 0; k < 4; k++) {
      sides[k * CELLS + cell] = (float) Math.log(distances[k] / DetectorNet.STRIDE);
    }
    float[] kinds = new float[KINDS.size() + 1];
    kinds[kind] = 6;
    float[] values = new float[Reading.VALUES];
    Crop crop = Crop.around(box[0], box[1], box[2], box[3]);
    Reading.write(
        object,
        crop,
        camera,
        placed ? crop.view(camera) : null,
        false,
        values,
        new float[Reading.VALUES],
        0);
    float[] spread = new float[Reading.VALUES];
    Arrays.fill(spread, -8);
    try (Sight sight =
        new Sight(
            new Oracle(in -> new float[][] {heat, sides}),
            new Oracle(in -> new float[][] {kinds, values, spread, new float[64]}),
            KINDS)) {
      List<SeenObject> seen =
          sight.look(
              new byte[3 * width * height],
              width,
              height,
              placed ? Optional.of(camera) : Optional.empty(),
              0.3);
      assertEquals(1, seen.size());
      assertEquals(box[0], seen.get(0).x0(), 0.02);
      assertEquals(box[3], seen.get(0).y1(), 0.02);
      return seen.get(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "640,480,20,55",
    "640,360,140,35",
    "480,480,-100,80",
    "1280,720,-30,28",
    "320,240,179,60"
  })
  void whatTheReaderSaysIsPutBackWhereItIs(
      int width, int height, double azimuth, double elevation) {
    CameraModel camera = camera(width, height, azimuth, elevation);
    SceneObject cube = object(ObjectKind.CUBE, Quaternion.fromYaw(0.4));
    SeenObject seen = see(cube, camera, true);
    SeenObject.Place place = seen.place().orElseThrow();
    assertEquals(ObjectKind.CUBE, seen.kind());
    assertEquals(0, place.positionMeters().distanceTo(cube.positionMeters()), 1e-4);
    assertEquals(0, Math.sin(2 * (place.yawRad() - 0.4)), 1e-3);
    assertEquals(0.06, place.sizeMeters().z(), 1e-5);
    assertEquals(0.8, seen.color().red(), 1e-6);
    assertEquals(Math.exp(-4) / 2, seen.colorSigma().y(), 1e-6);
    assertTrue(place.positionSigmaMeters().x() > 0);
  }

  @Test
  void aLyingBottleSaysWhereItsTopPoints() {
    double yaw = -2.1;
    SceneObject bottle =
        object(ObjectKind.BOTTLE, Quaternion.fromRollPitchYaw(0, Math.PI / 2, yaw));
    SeenObject seen = see(bottle, camera(640, 480, 70, 50), true);
    SeenObject.Place place = seen.place().orElseThrow();
    assertEquals(Math.PI / 2, place.pitchRad());
    assertEquals(0, Math.sin((place.yawRad() - yaw) / 2), 1e-3);
    ObjectAttributes attributes = seen.attributes("b").orElseThrow();
    assertTrue(attributes.isLying());
    assertEquals(0, attributes.axis().distanceTo(ObjectAttributes.axisOf(bottle)), 3e-3);
  }

  @Test
  void aStandingBottleHasNoYaw() {
    SeenObject.Place place =
        see(object(ObjectKind.BOTTLE, Quaternion.fromYaw(1)), camera(640, 480, 70, 50), true)
            .place()
            .orElseThrow();
    assertEquals(0, place.pitchRad());
    assertEquals(Math.PI, place.yawSigmaRad());
  }

  @Test
  void aClothTurnsByHalves() {
    SeenObject.Place place =
        see(object(ObjectKind.CLOTH, Quaternion.fromYaw(1.3)), camera(640, 480, 10, 60), true)
            .place()
            .orElseThrow();
    assertEquals(0, Math.sin(place.yawRad() - 1.3), 1e-3);
  }

  @Test
  void withoutACameraNothingIsPlaced() {
    SeenObject seen =
        see(object(ObjectKind.CUBE, Quaternion.IDENTITY), camera(640, 480, 70, 50), false);
    assertTrue(seen.place().isEmpty());
    assertEquals(0.3, seen.color().blue(), 1e-6);
  }

  @Test
  void aPictureIsShrunkWithoutStretching() {
    Canvas wide = Canvas.of(1280, 720);
    assertEquals(384, wide.usedWidth());
    assertEquals(216, wide.usedHeight());
    Canvas square = Canvas.of(480, 480);
    assertEquals(288, square.usedWidth());
    assertEquals(123.4, square.toPictureX(square.toCanvasX(123.4)), 1e-9);
    byte[] rgb = new byte[3 * 480 * 480];
    for (int i = 0; i < 480 * 480; i++) {
      rgb[3 * i] = (byte) (i % 480 < 240 ? 200 : 40);
    }
    byte[] small = square.shrink(rgb);
    assertEquals(200, small[3 * (100 * 288 + 20)] & 0xff);
    assertEquals(40, small[3 * (100 * 288 + 270)] & 0xff);
    float[] out = new float[3 * Canvas.PIXELS];
    square.write(small, true, out, 0);
    // Red is the last plane; mirrored, the bright half is on the right.
    assertTrue(out[2 * Canvas.PIXELS + 100 * DetectorNet.WIDTH_PIXELS + 270] > 1);
    assertTrue(out[2 * Canvas.PIXELS + 100 * DetectorNet.WIDTH_PIXELS + 20] < 0);
    assertEquals(0, out[2 * Canvas.PIXELS + 100 * DetectorNet.WIDTH_PIXELS + 300]);
  }

  @Test
  void aZoomedPictureShowsItsThingsWhereItsLabelsSay() {
    byte[] rgb = new byte[3 * 640 * 480];
    // A white spot of 9 pixels whose middle is (401, 203).
    for (int y = 199; y <= 207; y++) {
      Arrays.fill(rgb, 3 * (y * 640 + 397), 3 * (y * 640 + 406), (byte) 255);
    }
    SplittableRandom random = new SplittableRandom(5);
    int shown = 0;
    boolean[] zoomed = new boolean[2];
    for (int i = 0; i < 60; i++) {
      Canvas canvas = Canvas.drawn(640, 480, random);
      zoomed[0] |= canvas.scale() < 0.55;
      zoomed[1] |= canvas.scale() > 0.8;
      assertTrue(canvas.usedWidth() > 0 && canvas.usedHeight() > 0, canvas.toString());
      float[] out = new float[3 * Canvas.PIXELS];
      boolean mirrored = i % 2 == 1;
      canvas.write(canvas.shrink(rgb), mirrored, out, 0);
      double x = canvas.toCanvasX(401);
      double y = canvas.toCanvasY(203);
      assertEquals(401, canvas.toPictureX(x), 1e-9);
      assertEquals(203, canvas.toPictureY(y), 1e-9);
      if (x < 6 || y < 6 || x > DetectorNet.WIDTH_PIXELS - 6 || y > DetectorNet.HEIGHT_PIXELS - 6) {
        continue;
      }
      shown++;
      if (mirrored) {
        x = 2 * canvas.firstColumn() + canvas.usedWidth() - 1 - x;
      }
      double sum = 0;
      double column = 0;
      double row = 0;
      for (int p = 0; p < Canvas.PIXELS; p++) {
        double bright = Math.max(0, out[p]);
        sum += bright;
        column += bright * (p % DetectorNet.WIDTH_PIXELS);
        row += bright * Math.floorDiv(p, DetectorNet.WIDTH_PIXELS);
      }
      // Borders lie on whole pixels of the canvas, what is drawn between them does not.
      assertEquals(x, column / sum, 0.3, canvas.toString());
      assertEquals(y, row / sum, 0.3, canvas.toString());
    }
    assertTrue(shown > 20 && zoomed[0] && zoomed[1], shown + " of 60");
  }
}
