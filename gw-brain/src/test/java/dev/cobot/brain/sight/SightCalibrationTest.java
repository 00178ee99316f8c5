package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SightCalibrationTest {
  private static final ScoreFusion FUSION = new ScoreFusion(0.7, 0.4, -0.5);

  private static final SceneObject CUBE =
      new SceneObject(
          "one",
          ObjectKind.CUBE,
          new Vector3(0.1, 0.2, 0.02),
          Quaternion.IDENTITY,
          new ColorRgb(0.5, 0.5, 0.5),
          new Vector3(0.04, 0.04, 0.04));

  /** A report whose errors are so many times what it says of them. */
  private static SightQuality.Report report(
      SplittableRandom random, double score, boolean right, double position, double color) {
    double sigma = random.nextDouble(0.002, 0.01);
    SeenObject.Place place =
        new SeenObject.Place(
            new Vector3(
                0.1 + position * sigma * random.nextGaussian(),
                0.2 + position * sigma * random.nextGaussian(),
                0.02),
            new Vector3(sigma, sigma, sigma),
            0.05 * random.nextGaussian(),
            0,
            0.05,
            CUBE.sizeMeters());
    ColorRgb seen =
        new ColorRgb(
            0.5 + color * 0.02 * random.nextGaussian(),
            0.5 + color * 0.02 * random.nextGaussian(),
            0.5 + color * 0.02 * random.nextGaussian());
    SeenObject object =
        new SeenObject(
            ObjectKind.CUBE,
            score,
            0,
            0,
            9,
            9,
            seen,
            new Vector3(0.02, 0.02, 0.02),
            Optional.of(place));
    return new SightQuality.Report(score, object, right ? CUBE : null);
  }

  @Test
  void sigmasAreScaledToWhatTheErrorsAre() {
    SplittableRandom random = new SplittableRandom(3);
    List<SightQuality.Report> reports = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      reports.add(report(random, 0.5 + i / 8000.0, true, 2.5, 0.4));
    }
    SightCalibration calibration = SightCalibration.of(FUSION, reports, 2000);
    assertEquals(2.5, calibration.positionScale(), 0.15);
    assertEquals(1.0, calibration.yawScale(), 0.1);
    assertEquals(0.4, calibration.colorScale(), 0.03);
    assertEquals(0.5, calibration.minScore(), 1e-9);
  }

  @Test
  void theScoreLeavesOutWhatIsMoreOftenFalseThanItHelps() {
    SplittableRandom random = new SplittableRandom(4);
    List<SightQuality.Report> reports = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reports.add(report(random, 0.6 + i / 1000.0, true, 1, 1));
      reports.add(report(random, 0.2 + i / 1000.0, i % 10 == 0, 1, 1));
    }
    assertEquals(0.6, SightCalibration.of(FUSION, reports, 120).minScore(), 1e-9);
  }

  @Test
  void ofTooLittleNothingIsScaled() {
    SightCalibration calibration = SightCalibration.of(ScoreFusion.EVEN, List.of(), 5);
    assertEquals(SightCalibration.NONE, calibration);
    SightCalibration few =
        SightCalibration.of(FUSION, List.of(report(new SplittableRandom(1), 0.7, true, 9, 9)), 1);
    assertEquals(1, few.positionScale());
  }

  @Test
  void aCardGivesItBackAndNonsenseIsRefused() {
    SightCalibration calibration = new SightCalibration(FUSION, 0.42, 1.3, 0.7, 2);
    Map<String, Double> metrics = new HashMap<>();
    calibration.writeTo(metrics);
    assertEquals(calibration, SightCalibration.from(metrics));
    assertEquals(SightCalibration.NONE, SightCalibration.from(Map.of()));
    metrics.put("yawSigmaScale", Double.NaN);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> SightCalibration.from(metrics))
            .getMessage()
            .contains("NaN"));
  }
}
