package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightComparisonTest {
  private static final long SEED = 7;
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(640, 480, 1),
          CameraModel.lookAt(new Vector3(0.6, 0, 0.6), Vector3.ZERO));
  private static final SceneObject CUBE =
      new SceneObject(
          "cube0",
          ObjectKind.CUBE,
          new Vector3(0, 0, 0.02),
          Quaternion.IDENTITY,
          new ColorRgb(0.8, 0.1, 0.1),
          new Vector3(0.04, 0.04, 0.04));

  /** A cube's report on the box of that number, so far off in x. */
  private static SeenObject seen(int box, double score, double offMeters) {
    return new SeenObject(
        ObjectKind.CUBE,
        score,
        100 * box,
        100,
        100 * box + 40,
        140,
        CUBE.color(),
        new Vector3(0.1, 0.1, 0.1),
        Optional.of(
            new SeenObject.Place(
                new Vector3(offMeters, 0, 0.02),
                new Vector3(0.005, 0.005, 0.005),
                0,
                0,
                0.1,
                CUBE.sizeMeters())));
  }

  /** Adds a picture with so many cubes in the first boxes; the boxes behind them show nothing. */
  private static void add(SightTally tally, int cubes, SeenObject... seen) {
    List<ObjectView> views = new ArrayList<>();
    for (int box = 0; box < cubes; box++) {
      views.add(new ObjectView(100 * box, 100, 100 * box + 40, 140, 1));
    }
    tally.add(List.of(seen), Collections.nCopies(cubes, CUBE), views, CAMERA);
  }

  private static RankedReports ranked(SightTally tally) {
    return new RankedReports(tally.pictures(), 0.5);
  }

  @Test
  void averagePrecisionIsTheSumOfItsSteps() {
    SightTally tally = new SightTally();
    // Right 0.9, false 0.8, right 0.7, and one that is never found.
    add(tally, 3, seen(0, 0.9, 0), seen(4, 0.8, 0), seen(1, 0.7, 0));
    assertEquals((1 + 2 / 3.0) / 3, ranked(tally).averagePrecision(new int[] {1}), 1e-12);
    assertEquals((1 + 2 / 3.0) / 3, tally.quality().averagePrecision(), 1e-12);
  }

  @Test
  void reportsOfOneScoreAreOneStepInAnyOrder() {
    for (boolean rightFirst : new boolean[] {true, false}) {
      SightTally tally = new SightTally();
      SeenObject right = seen(0, 0.9, 0);
      SeenObject wrong = seen(4, 0.9, 0);
      add(tally, 1, rightFirst ? right : wrong, rightFirst ? wrong : right);
      assertEquals(0.5, ranked(tally).averagePrecision(new int[] {1}), 1e-12);
    }
  }

  @Test
  void aPictureThatCountsTwiceIsAPictureThatIsThereTwice() {
    SightTally once = new SightTally();
    SightTally twice = new SightTally();
    SeenObject[] first = {seen(0, 0.9, 0.001), seen(4, 0.6, 0), seen(1, 0.55, 0.009)};
    SeenObject[] second = {seen(4, 0.8, 0), seen(0, 0.7, 0.004), seen(1, 0.4, 0.001)};
    add(once, 2, first);
    add(once, 3, second);
    add(twice, 2, first);
    add(twice, 3, second);
    add(twice, 3, second);
    int[] weights = {1, 2};
    int[] all = {1, 1, 1};
    assertEquals(
        ranked(twice).averagePrecision(all), ranked(once).averagePrecision(weights), 1e-12);
    SightQuality.AtScore own = ranked(once).atMinScore(weights);
    assertEquals(ranked(twice).atMinScore(all), own);
    // Of 3 + 4 reports from 0.5 on 2 + 2 are right, of 2 + 6 objects; off by 1, 4, 4 and 9 mm.
    assertEquals(new SightQuality.AtScore(0.5, 4 / 8.0, 4 / 7.0, 8 / 15.0, 0.004), own);
    assertEquals(0.001, ranked(once).atMinScore(new int[] {1, 0}).positionMedianMeters());
  }

  @Test
  void withoutObjectsThereIsNoAveragePrecision() {
    SightTally tally = new SightTally();
    add(tally, 0, seen(4, 0.9, 0));
    assertTrue(Double.isNaN(ranked(tally).averagePrecision(new int[] {1})));
    SightComparison.Difference difference =
        SightComparison.of(tally, 0.5, tally, 0.5, SEED).averagePrecision();
    assertTrue(Double.isNaN(difference.difference()) && Double.isNaN(difference.low()));
  }

  /** 40 pictures of two cubes; the second one is found in those that are asked for. */
  private static SightTally tally(int foundInOneOf, boolean falseToo, double offMeters) {
    SightTally tally = new SightTally();
    for (int i = 0; i < 40; i++) {
      List<SeenObject> seen = new ArrayList<>();
      seen.add(seen(0, 0.9 - 0.001 * i, offMeters + 0.0001 * i));
      if (i % foundInOneOf == 0) {
        seen.add(seen(1, 0.8 - 0.001 * i, offMeters + 0.0001 * i));
      }
      if (falseToo && i % 3 == 0) {
        seen.add(seen(4, 0.85, 0));
      }
      add(tally, 2, seen.toArray(SeenObject[]::new));
    }
    return tally;
  }

  @Test
  void theSameModelsDifferByNothing() {
    SightTally tally = tally(2, true, 0.002);
    SightComparison.Difference nothing = new SightComparison.Difference(0, 0, 0);
    assertEquals(
        new SightComparison(nothing, nothing, nothing),
        SightComparison.of(tally, 0.5, tally, 0.5, SEED));
  }

  @Test
  void aClearlyBetterModelIsAboveZeroWithItsWholeInterval() {
    SightComparison comparison =
        SightComparison.of(tally(1, false, 0.002), 0.5, tally(2, true, 0.012), 0.5, SEED);
    assertTrue(comparison.averagePrecision().low() > 0.1, comparison.toString());
    assertTrue(comparison.f1AtOwnScore().low() > 0.1, comparison.toString());
    assertTrue(comparison.positionMedianMeters().high() < -0.005, comparison.toString());
    for (SightComparison.Difference d :
        List.of(
            comparison.averagePrecision(),
            comparison.f1AtOwnScore(),
            comparison.positionMedianMeters())) {
      assertTrue(d.low() < d.difference() && d.difference() < d.high(), comparison.toString());
    }
    assertEquals(
        comparison,
        SightComparison.of(tally(1, false, 0.002), 0.5, tally(2, true, 0.012), 0.5, SEED));
  }

  @Test
  void eachHasItsOwnScore() {
    SightTally tally = tally(1, true, 0.002);
    // From 0.95 on the second one tells nothing.
    SightComparison comparison = SightComparison.of(tally, 0.5, tally, 0.95, SEED);
    assertEquals(tally.at(0.5).f1(), comparison.f1AtOwnScore().difference());
    assertEquals(0, comparison.averagePrecision().high());
    assertTrue(Double.isNaN(comparison.positionMedianMeters().difference()));
  }

  /** The half-width of a mean's interval is known: 1.96 sigma over the root of n. */
  @Test
  void theIntervalIsAsWideAsChanceMakesIt() {
    SightTally some = new SightTally();
    SightTally all = new SightTally();
    for (int i = 0; i < 400; i++) {
      if (i % 4 == 0) {
        add(some, 1);
      } else {
        add(some, 1, seen(0, 0.9, 0));
      }
      add(all, 1, seen(0, 0.9, 0));
    }
    // Nothing is false: average precision is the part that is found.
    SightComparison.Difference difference =
        SightComparison.of(all, 0.5, some, 0.5, SEED).averagePrecision();
    double half = 1.96 * Math.sqrt(0.25 * 0.75 / 400);
    assertEquals(0.25, difference.difference(), 1e-12);
    assertEquals(0.25 - half, difference.low(), 0.15 * half);
    assertEquals(0.25 + half, difference.high(), 0.15 * half);
  }

  @Test
  void otherPicturesAreNotCompared() {
    SightTally one = new SightTally();
    add(one, 1);
    SightTally other = new SightTally();
    add(other, 2);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> SightComparison.of(one, 0.5, other, 0.5, SEED))
            .getMessage()
            .contains("1 and 2 in picture 0"));
    assertThrows(
        IllegalArgumentException.class,
        () -> SightComparison.of(one, 0.5, new SightTally(), 0.5, SEED));
  }
}
