package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightQualityTest {
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(640, 480, 1),
          CameraModel.lookAt(new Vector3(0.6, 0, 0.6), Vector3.ZERO));
  private static final SceneObject CUBE =
      new SceneObject(
          "cube0",
          ObjectKind.CUBE,
          new Vector3(0, 0, 0.02),
          Quaternion.fromYaw(0.1),
          new ColorRgb(0.8, 0.1, 0.1),
          new Vector3(0.04, 0.04, 0.04));

  private static ObjectView view(double x, double visible) {
    return new ObjectView(x, 100, x + 40, 140, visible);
  }

  private static SeenObject seen(ObjectKind kind, double score, double x) {
    return new SeenObject(
        kind,
        score,
        x,
        100,
        x + 40,
        140,
        new ColorRgb(0.7, 0.1, 0.1),
        new Vector3(0.1, 0.1, 0.1),
        Optional.of(
            new SeenObject.Place(
                new Vector3(0.003, -0.02, 0.02),
                new Vector3(0.005, 0.005, 0.005),
                0.1 + Math.PI / 2 + 0.05,
                0,
                0.1,
                CUBE.sizeMeters())));
  }

  private static SightTally tally(List<SeenObject> seen, ObjectView... views) {
    SightTally tally = new SightTally();
    tally.add(seen, Collections.nCopies(views.length, CUBE), List.of(views), CAMERA);
    return tally;
  }

  private static SightQuality of(List<SeenObject> seen, ObjectView... views) {
    return tally(seen, views).quality();
  }

  @Test
  void whatIsNotFoundCounts() {
    SightQuality q = of(List.of(seen(ObjectKind.CUBE, 0.9, 100)), view(100, 1), view(300, 1));
    assertEquals(2, q.objects());
    assertEquals(0.5, q.recall());
    assertEquals(0.9, q.score());
    assertEquals(0, q.falseAPicture());
  }

  @Test
  void errorsAreOfTheObjectThatIsFound() {
    SightQuality q = of(List.of(seen(ObjectKind.CUBE, 0.9, 104)), view(100, 1));
    assertEquals(Math.hypot(0.003, 0.02), q.positionMedianMeters(), 1e-12);
    assertEquals(0.05, q.yawMedianRad(), 1e-9); // a quarter turn is none for a cube
    assertEquals(0.5, q.coverage()); // x is within its sigma, y is not
    assertEquals(0.1, q.color90(), 1e-9);
  }

  @Test
  void aSecondReportAndOneOfAnotherKindAreFalse() {
    SightQuality q =
        of(List.of(seen(ObjectKind.CUBE, 0.9, 100), seen(ObjectKind.CUBE, 0.8, 101)), view(100, 1));
    // With the second one precision is a half; the score stops before it.
    assertEquals(0.9, q.score());
    SightQuality other = of(List.of(seen(ObjectKind.CUP, 0.9, 100)), view(100, 1));
    assertTrue(Double.isNaN(other.score()));
    assertEquals(0, other.recall());
  }

  @Test
  void anyScoreCanBeTheThreshold() {
    SightTally tally =
        tally(
            List.of(seen(ObjectKind.CUBE, 0.9, 100), seen(ObjectKind.CUP, 0.6, 300)),
            view(100, 1),
            view(300, 1));
    double off = Math.hypot(0.003, 0.02);
    assertEquals(new SightQuality.AtScore(0.5, 0.5, 0.5, 0.5, off), tally.at(0.5));
    assertEquals(new SightQuality.AtScore(0.7, 0.5, 1, 2 / 3.0, off), tally.at(0.7));
    assertEquals(0, tally.at(0.95).recall());
    assertTrue(Double.isNaN(tally.at(0.95).precision()));
    assertEquals(0, tally.at(0.95).f1());
    assertTrue(Double.isNaN(tally.at(0.95).positionMedianMeters()));
    // All of recall that is gained is gained at precision 1.
    assertEquals(0.5, tally.quality().averagePrecision());
  }

  @Test
  void whatIsMostlyHiddenIsNeitherMissedNorFalse() {
    SightQuality q =
        of(
            List.of(seen(ObjectKind.CUBE, 0.9, 100), seen(ObjectKind.CUBE, 0.8, 300)),
            view(100, 0.3),
            view(300, 1));
    assertEquals(1, q.objects());
    assertEquals(1, q.recall());
    assertEquals(0, q.falseAPicture());
  }
}
