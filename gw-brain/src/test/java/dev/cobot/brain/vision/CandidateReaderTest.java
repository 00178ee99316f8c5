package dev.cobot.brain.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateReaderTest {
  private static final List<ObjectKind> KINDS =
      List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.BOTTLE, ObjectKind.CUP);

  /** In another order than that of all kinds. */
  private static final List<ObjectKind> STACKED =
      List.of(
          ObjectKind.CUP, ObjectKind.PEDESTAL, ObjectKind.BOTTLE, ObjectKind.BOWL, ObjectKind.CUBE);

  private static final int CELLS = VisionNet.ROWS * VisionNet.COLUMNS;
  private static final float COLD = -9;

  private final float[] heat = filled(KINDS.size() * CELLS, COLD);
  private final float[] offset = new float[VisionNet.OFFSETS * CELLS];
  private final float[] features = new float[VisionNet.FEATURES * CELLS];

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }

  private static CameraModel camera(int width, int height) {
    return new CameraModel(
        new CameraIntrinsics(
            width,
            height,
            0.95 * width,
            0.94 * width,
            0.51 * width,
            0.49 * height,
            List.of(-0.08, 0.02, 0.001, -0.001, 0.0)),
        CameraModel.lookAt(new Vector3(0.75, 0.05, 0.7), new Vector3(0.03, 0, 0)));
  }

  private List<ObjectCandidate> read(CameraModel camera) {
    return CandidateReader.read(KINDS, heat, offset, features, camera, VisionDomain.MIN_SCORE, 16);
  }

  private void peak(int kind, int row, int column, float logit) {
    heat[kind * CELLS + row * VisionNet.COLUMNS + column] = logit;
  }

  /** Draws objects whose centres are at least three cells apart in the network's picture. */
  private static List<SceneObject> objects(SplittableRandom random, CameraModel camera) {
    CameraModel seen = FrameTensor.networkCamera(camera);
    List<SceneObject> objects = new ArrayList<>();
    for (int tries = 0; tries < 60 && objects.size() < 16; tries++) {
      ObjectKind kind = KINDS.get(random.nextInt(KINDS.size()));
      Vector3 position =
          new Vector3(
              random.nextDouble(-0.2, 0.25),
              random.nextDouble(-0.25, 0.25),
              random.nextDouble(0.02, 0.1));
      CameraModel.Pixel pixel = seen.project(position);
      if (pixel.x() > 0
          && pixel.y() > 0
          && pixel.x() < VisionNet.WIDTH_PIXELS - 8
          && pixel.y() < VisionNet.HEIGHT_PIXELS - 8
          && objects.stream()
              .map(o -> seen.project(o.positionMeters()))
              .noneMatch(p -> Math.hypot(p.x() - pixel.x(), p.y() - pixel.y()) < 24)) {
        objects.add(
            new SceneObject(
                "o" + tries,
                kind,
                position,
                Quaternion.fromYaw(random.nextDouble(-3, 3)),
                ColorName.RED.prototype(),
                new Vector3(0.05, 0.05, 0.05)));
      }
    }
    return objects;
  }

  @ParameterizedTest
  @CsvSource({"320,240", "640,480", "1280,720", "200,180"})
  void whatTheTargetsSayIsReadBack(int width, int height) {
    SplittableRandom random = new SplittableRandom(width);
    CameraModel camera = camera(width, height);
    for (int scene = 0; scene < 8; scene++) {
      List<SceneObject> objects = objects(random, camera);
      assertTrue(objects.size() > 4, "objects: " + objects.size());
      float[] heatTargets = new float[2 * KINDS.size() * CELLS];
      float[] offsets = new float[2 * VisionNet.OFFSETS * CELLS];
      float[] attributes = new float[2 * VisionHeads.CHANNELS * CELLS];
      float[] centers = new float[2 * 2 * CELLS];
      float[] yaws = new float[2 * CELLS];
      VisionTargets.write(
          KINDS, objects, camera, 1, heatTargets, offsets, attributes, centers, yaws);
      int marked = 0;
      for (int i = 0; i < 2 * CELLS; i++) {
        assertEquals(0, centers[i], "row 0 of the batch is another picture");
        marked += centers[2 * CELLS + i] == 1 ? 1 : 0;
      }
      assertEquals(objects.size(), marked);

      float[] logits = new float[KINDS.size() * CELLS];
      for (int i = 0; i < logits.length; i++) {
        double p = Math.max(1e-4, Math.min(0.999, heatTargets[logits.length + i]));
        logits[i] = (float) Math.log(p / (1 - p));
      }
      List<ObjectCandidate> read =
          CandidateReader.read(
              KINDS,
              logits,
              Arrays.copyOfRange(offsets, VisionNet.OFFSETS * CELLS, offsets.length),
              features,
              camera,
              VisionDomain.MIN_SCORE,
              16);
      assertEquals(objects.size(), read.size());
      for (SceneObject object : objects) {
        CameraModel.Pixel pixel = camera.project(object.positionMeters());
        ObjectCandidate best = null;
        for (ObjectCandidate candidate : read) {
          if (best == null
              || Math.hypot(candidate.xPixels() - pixel.x(), candidate.yPixels() - pixel.y())
                  < Math.hypot(best.xPixels() - pixel.x(), best.yPixels() - pixel.y())) {
            best = candidate;
          }
        }
        assertEquals(object.kind(), KINDS.get(best.kindIndex()));
        assertEquals(pixel.x(), best.xPixels(), 0.01 * width / 320);
        assertEquals(pixel.y(), best.yPixels(), 0.01 * height / 240);
        assertEquals(0.999, best.score(), 1e-4);
      }
    }
  }

  @Test
  void attributesAreWrittenAtTheObjectsCell() {
    CameraModel camera = camera(320, 240);
    SceneObject cube =
        new SceneObject(
            "c",
            ObjectKind.CUBE,
            new Vector3(0.05, -0.1, 0.02),
            Quaternion.fromYaw(0.3),
            ColorName.GREEN.prototype(),
            new Vector3(0.04, 0.04, 0.04));
    SceneObject bowl =
        new SceneObject(
            "b",
            ObjectKind.BOWL,
            new Vector3(-0.1, 0.15, 0.03),
            Quaternion.fromYaw(0.3),
            ColorName.WHITE.prototype(),
            new Vector3(0.16, 0.16, 0.06));
    SceneObject hidden = cube.at(new Vector3(5, 0, 0.02), Quaternion.IDENTITY);
    SceneObject cone =
        new SceneObject(
            "n",
            ObjectKind.CONE,
            Vector3.ZERO,
            Quaternion.IDENTITY,
            ColorName.RED.prototype(),
            cube.sizeMeters());
    float[] heatTargets = new float[KINDS.size() * CELLS];
    float[] attributes = new float[VisionHeads.CHANNELS * CELLS];
    float[] centers = new float[2 * CELLS];
    float[] yaws = new float[CELLS];
    VisionTargets.write(
        KINDS,
        List.of(cube, bowl, hidden, cone),
        camera,
        0,
        heatTargets,
        offset,
        attributes,
        centers,
        yaws);
    int cell = cellOf(camera, cube);
    float[] expected = {
      (float) Math.cos(1.2), (float) Math.sin(1.2), -0.8f, 0.16f, -0.68f, 0.2f, 0, 0, 1
    };
    assertEquals(VisionHeads.CHANNELS, expected.length);
    for (int i = 0; i < VisionHeads.CHANNELS; i++) {
      assertEquals(expected[i], attributes[i * CELLS + cell], 1e-6f);
    }
    assertEquals(1, heatTargets[cell]);
    assertEquals(1, yaws[cell]);
    assertEquals(0, yaws[cellOf(camera, bowl)], "a bowl has no yaw");
    float marked = 0;
    for (float center : centers) {
      marked += center;
    }
    assertEquals(2, marked, "what is behind the camera or of no known kind is not marked");
    assertEquals(1, centers[cell], "supports nothing");
    assertEquals(1, centers[CELLS + cellOf(camera, bowl)], "may hold something");
    // A large object's heat falls off more slowly than a small one's.
    assertTrue(
        heatTargets[CELLS + cellOf(camera, bowl) + 1] > heatTargets[cell + 1] + 0.1,
        heatTargets[CELLS + cellOf(camera, bowl) + 1] + " and " + heatTargets[cell + 1]);
  }

  private static int cellOf(CameraModel camera, SceneObject object) {
    CameraModel.Pixel pixel = camera.project(object.positionMeters());
    return (int) Math.round(pixel.y() / 8) * VisionNet.COLUMNS + (int) Math.round(pixel.x() / 8);
  }

  @Test
  void onlyPeaksAboveTheThresholdAreRead() {
    CameraModel camera = camera(320, 240);
    float atThreshold = (float) Math.log(VisionDomain.MIN_SCORE / (1 - VisionDomain.MIN_SCORE));
    peak(0, 15, 20, 2);
    peak(0, 15, 21, 1); // beside a hotter one
    peak(2, 16, 20, 1.5f); // beside a hotter one of another kind
    peak(2, 20, 10, atThreshold + 0.01f);
    peak(2, 20, 30, atThreshold - 0.01f);
    peak(3, 25, 25, 3);
    peak(0, 25, 25, 2); // in the cell of a hotter one
    List<ObjectCandidate> read = read(camera);
    assertEquals(3, read.size());
    assertEquals(List.of(3, 0, 2), read.stream().map(ObjectCandidate::kindIndex).toList());
    assertEquals(160, read.get(1).xPixels(), 1e-6);
    assertEquals(120, read.get(1).yPixels(), 1e-6);
    assertEquals(1 / (1 + Math.exp(-3)), read.get(0).score(), 1e-6);
  }

  private static void assertKind(ObjectKind kind, float[] latent) {
    float[] expected = new float[ObjectKind.values().length];
    expected[kind.ordinal()] = 1;
    assertArrayEquals(
        expected,
        Arrays.copyOfRange(latent, VisionNet.FEATURES + CandidateReader.GEOMETRY, latent.length));
  }

  /** Returns an object whose centre is seen at a place of the network's picture. */
  private static SceneObject at(
      CameraModel camera, ObjectKind kind, double x, double y, double z, double pitchRad) {
    return new SceneObject(
        kind.word(),
        kind,
        FrameTensor.networkCamera(camera).intersectPlane(x, y, z),
        Quaternion.fromRollPitchYaw(0, pitchRad, 0.4),
        ColorName.RED.prototype(),
        new Vector3(0.06, 0.06, 0.06));
  }

  @Test
  void aBowlAndABottleInItAreTwoCandidatesInOneCell() {
    CameraModel camera = camera(640, 480);
    SceneObject bowl = at(camera, ObjectKind.BOWL, 162.5, 118, 0.03, 0);
    SceneObject bottle = at(camera, ObjectKind.BOTTLE, 158, 121.5, 0.05, Math.PI / 2);
    int cell = 15 * VisionNet.COLUMNS + 20;
    for (List<SceneObject> objects : List.of(List.of(bowl, bottle), List.of(bottle, bowl))) {
      float[] heatTargets = new float[STACKED.size() * CELLS];
      float[] attributes = new float[VisionHeads.CHANNELS * CELLS];
      float[] centers = new float[2 * CELLS];
      VisionTargets.write(
          STACKED, objects, camera, 0, heatTargets, offset, attributes, centers, new float[CELLS]);
      assertEquals(1, heatTargets[3 * CELLS + cell]);
      assertEquals(1, heatTargets[2 * CELLS + cell]);
      assertEquals(1, centers[cell]);
      assertEquals(1, centers[CELLS + cell]);
      // What the features of the shared cell tell is the bottle, whichever is labelled first.
      assertEquals(0.5, attributes[5 * CELLS + cell], 1e-6, "height, decimetres");
      assertEquals(Math.cos(0.4), attributes[6 * CELLS + cell], 1e-6, "it points along x");
      assertEquals(0, attributes[8 * CELLS + cell], 1e-6, "it lies");

      float[] logits = new float[STACKED.size() * CELLS];
      for (int i = 0; i < logits.length; i++) {
        double p = Math.max(1e-4, Math.min(0.999, heatTargets[i]));
        logits[i] = (float) Math.log(p / (1 - p)) + (i / CELLS == 3 ? 1 : 0); // the bowl first
      }
      List<ObjectCandidate> read =
          CandidateReader.read(
              STACKED, logits, offset, features, camera, VisionDomain.MIN_SCORE, 16);
      assertEquals(2, read.size());
      for (int i = 0; i < 2; i++) {
        SceneObject expected = i == 0 ? bowl : bottle;
        CameraModel.Pixel pixel = camera.project(expected.positionMeters());
        assertEquals(expected.kind(), STACKED.get(read.get(i).kindIndex()));
        assertEquals(pixel.x(), read.get(i).xPixels(), 1e-3);
        assertEquals(pixel.y(), read.get(i).yPixels(), 1e-3);
        assertKind(expected.kind(), read.get(i).latent());
      }
    }
  }

  @Test
  void atOnePlaceThereIsOneThatSupportsAndOneThatDoesNot() {
    CameraModel camera = camera(320, 240);
    float[] logits = filled(STACKED.size() * CELLS, COLD);
    int cell = 12 * VisionNet.COLUMNS + 18;
    logits[cell] = 2; // cup
    logits[2 * CELLS + cell] = 2.5f; // bottle
    logits[4 * CELLS + cell + 1] = 2.4f; // cube beside it
    logits[CELLS + cell] = 1.5f; // pedestal
    logits[3 * CELLS + cell + VisionNet.COLUMNS] = 1.2f; // bowl below it
    List<ObjectCandidate> read =
        CandidateReader.read(STACKED, logits, offset, features, camera, VisionDomain.MIN_SCORE, 16);
    assertEquals(
        List.of(ObjectKind.BOTTLE, ObjectKind.PEDESTAL),
        read.stream().map(c -> STACKED.get(c.kindIndex())).toList());
  }

  /** Of what lies the yaw is not told: its axis says where it points. */
  @Test
  void onlyWhatStandsHasAYaw() {
    CameraModel camera = camera(320, 240);
    for (double pitchRad : new double[] {0, 0.3, 0.6, Math.PI / 2}) {
      SceneObject cube = at(camera, ObjectKind.CUBE, 160, 120, 0.03, pitchRad);
      float[] attributes = new float[VisionHeads.CHANNELS * CELLS];
      float[] yaws = new float[CELLS];
      VisionTargets.write(
          KINDS,
          List.of(cube),
          camera,
          0,
          new float[KINDS.size() * CELLS],
          offset,
          attributes,
          new float[2 * CELLS],
          yaws);
      int cell = 15 * VisionNet.COLUMNS + 20;
      assertEquals(pitchRad < 0.4 ? 1 : 0, yaws[cell], pitchRad + " rad");
      assertEquals(Math.sin(pitchRad) * Math.cos(0.4), attributes[6 * CELLS + cell], 1e-6);
      assertEquals(Math.sin(pitchRad) * Math.sin(0.4), attributes[7 * CELLS + cell], 1e-6);
      assertEquals(Math.cos(pitchRad), attributes[8 * CELLS + cell], 1e-6);
    }
  }

  @Test
  void neighboursThatAreEquallyHotAreOneCandidate() {
    CameraModel camera = camera(320, 240);
    for (int row = 12; row < 14; row++) {
      for (int column = 20; column < 22; column++) {
        peak(2 * (row % 2), row, column, 1);
      }
    }
    peak(0, 25, 5, 1);
    List<ObjectCandidate> read = read(camera);
    assertEquals(2, read.size());
    assertEquals(20 * 8, read.get(0).xPixels(), 1e-6);
    assertEquals(12 * 8, read.get(0).yPixels(), 1e-6);
  }

  @Test
  void peaksAtTheEdgesAndManyPeaksAreSafe() {
    CameraModel camera = camera(320, 240);
    for (int row = 0; row < VisionNet.ROWS; row += 2) {
      for (int column = 0; column < VisionNet.COLUMNS; column += 2) {
        peak(0, row, column, 1 + 0.001f * column);
      }
    }
    peak(1, VisionNet.ROWS - 1, VisionNet.COLUMNS - 1, 5);
    List<ObjectCandidate> read = read(camera);
    assertEquals(16, read.size());
    assertEquals(1, read.get(0).kindIndex());
    for (int i = 1; i < read.size(); i++) {
      assertTrue(read.get(i).score() <= read.get(i - 1).score(), "best first");
    }
  }

  @Test
  void whatLiesAboveTheHorizonIsNoCandidate() {
    CameraModel level =
        new CameraModel(
            CameraIntrinsics.ideal(320, 240, 1.2),
            CameraModel.lookAt(new Vector3(0.7, 0, 0.4), new Vector3(0, 0, 0.38)));
    peak(0, 2, 20, 4);
    peak(0, 27, 20, 3);
    List<ObjectCandidate> read = read(level);
    assertEquals(1, read.size());
    assertEquals(27 * 8, read.get(0).yPixels(), 1e-6);
  }

  @Test
  void theLatentHoldsTheFeaturesAndTheView() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextDouble(-1, 1);
    }
    CameraModel camera = camera(640, 480);
    Vector3 point = new Vector3(0.06, -0.09, 0.02);
    CameraModel.Pixel pixel = camera.project(point);
    CameraModel.Pixel network = FrameTensor.networkCamera(camera).project(point);
    int column = (int) Math.round(network.x() / 8);
    int row = (int) Math.round(network.y() / 8);
    int cell = row * VisionNet.COLUMNS + column;
    peak(2, row, column, 2);
    offset[cell] = (float) (network.x() / 8 - column);
    offset[CELLS + cell] = (float) (network.y() / 8 - row);
    float[] latent = read(camera).get(0).latent();
    assertEquals(VisionDomain.LATENT_WIDTH, latent.length);
    for (int f = 0; f < VisionNet.FEATURES; f++) {
      assertEquals(features[f * CELLS + cell], latent[f]);
    }
    int g = VisionNet.FEATURES;
    Vector3 eye = camera.tableFromCamera().translation();
    Vector3 direction = camera.rayDirection(pixel.x(), pixel.y());
    Vector3 high = camera.intersectPlane(pixel.x(), pixel.y(), 0.08);
    double scale =
        FrameTensor.networkCamera(camera).intrinsics().fx() / point.distanceTo(eye) / 320;
    double[] expected = {
      point.x() / 0.3,
      point.y() / 0.3,
      high.x() / 0.3,
      high.y() / 0.3,
      direction.x(),
      direction.y(),
      direction.z(),
      eye.x(),
      eye.y(),
      eye.z(),
      scale
    };
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], latent[g + i], 1e-5, "geometry " + i);
    }
    assertEquals(CandidateReader.GEOMETRY, expected.length);
    assertKind(ObjectKind.BOTTLE, latent);
  }

  @Test
  void anotherImageSizeIsTheSameView() {
    CameraModel small = camera(320, 240);
    for (int[] size : new int[][] {{640, 480}, {960, 720}, {80, 60}}) {
      CameraModel other =
          new CameraModel(small.intrinsics().resized(size[0], size[1]), small.tableFromCamera());
      CameraIntrinsics expected = FrameTensor.networkCamera(small).intrinsics();
      CameraIntrinsics got = FrameTensor.networkCamera(other).intrinsics();
      assertEquals(expected.fx(), got.fx(), 1e-9);
      assertEquals(expected.fy(), got.fy(), 1e-9);
      assertEquals(expected.cx(), got.cx(), 1e-9);
      assertEquals(expected.cy(), got.cy(), 1e-9);
      peak(0, 15, 20, 2);
      float[] a = read(small).get(0).latent();
      float[] b = read(other).get(0).latent();
      assertArrayEquals(a, b, 1e-5f);
      assertFalse(read(small).get(0).xPixels() == read(other).get(0).xPixels());
    }
  }
}
