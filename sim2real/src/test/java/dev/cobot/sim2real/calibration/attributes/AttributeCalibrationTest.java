package dev.cobot.sim2real.calibration.attributes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planted errors come back out, and nothing comes out of noise. */
@Timeout(240)
class AttributeCalibrationTest {
  private static final AttributeCalibration.Settings SETTINGS = settings(HoldOut.NONE);

  /** The table's frame is 15 mm and 2 degrees off, and everything is seen 8 mm too high. */
  private static Vector3 knocked(Vector3 p) {
    double c = Math.cos(Math.toRadians(2));
    double s = Math.sin(Math.toRadians(2));
    return new Vector3(c * p.x() - s * p.y() + 0.012, s * p.x() + c * p.y() - 0.009, p.z() + 0.008);
  }

  /** A lamp with a cast: in linear light, red is 1.3 and blue 0.7 times what it should be. */
  private static final UnaryOperator<ColorRgb> CAST =
      new ColorCorrection(
              List.of(1.3, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.7), List.of(0.0, 0.0, 0.0))
          ::apply;

  private static AttributeCalibration.Settings settings(HoldOut holdOut) {
    return new AttributeCalibration.Settings(holdOut, 0.35, 0.95, 1);
  }

  private static Map<CorrectionPart, PartResult> parts(AttributeCalibrationResult result) {
    Map<CorrectionPart, PartResult> parts = new EnumMap<>(CorrectionPart.class);
    result.parts().forEach(part -> parts.put(part.part(), part));
    assertEquals(CorrectionPart.values().length, parts.size());
    return parts;
  }

  private static void assertPlaced(
      double boundMeters, AttributeCorrection correction, UnaryOperator<Vector3> planted) {
    for (double x = -0.2; x <= 0.21; x += 0.1) {
      for (double y = -0.2; y <= 0.21; y += 0.1) {
        Vector3 truth = new Vector3(x, y, 0.04);
        assertEquals(
            0,
            correction.position(planted.apply(truth)).distanceTo(truth),
            boundMeters,
            () -> truth + " with " + correction);
      }
    }
  }

  @Test
  void plantedErrorsComeBackDespiteAFifthOfOutliers() {
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(
            new LabelledCell(1)
                .placed(AttributeCalibrationTest::knocked)
                .colored(CAST)
                .turned(Math.toRadians(2))
                .withOutliers(0.2)
                .pictures(30),
            SETTINGS);
    Map<CorrectionPart, PartResult> parts = parts(result);
    assertEquals(Verdict.OK, result.verdict(), result.detail());
    assertEquals(Verdict.OK, parts.get(CorrectionPart.PLACE).verdict());
    assertEquals(Verdict.OK, parts.get(CorrectionPart.HEIGHT).verdict());
    assertEquals(Verdict.OK, parts.get(CorrectionPart.COLOR).verdict());
    // Noise is 3 mm; 120 objects tell.
    assertPlaced(0.002, result.correction(), AttributeCalibrationTest::knocked);
    assertEquals(
        Math.toRadians(-2), result.correction().yawRad(), Math.toRadians(0.5), result::detail);
    for (ColorRgb truth :
        List.of(
            new ColorRgb(0.7, 0.3, 0.2),
            new ColorRgb(0.2, 0.4, 0.7),
            new ColorRgb(0.5, 0.5, 0.5))) {
      assertEquals(
          0, result.correction().color(CAST.apply(truth)).distanceTo(truth), 0.03, truth::toString);
      assertTrue(CAST.apply(truth).distanceTo(truth) > 0.06, "the cast is to be seen");
    }
    AttributeError position = result.errors().get(0);
    assertTrue(position.median().before().value() > 0.013, position.toString());
    assertTrue(position.median().after().value() < 0.006, position.toString());
    assertTrue(position.median().difference().high() < -0.006, position.toString());
  }

  @Test
  void noiseAloneIsLeftAsItIs() {
    long accepted = 0;
    for (int seed = 0; seed < 12; seed++) {
      AttributeCalibrationResult result =
          AttributeCalibration.calibrate(new LabelledCell(100 + seed).pictures(16), SETTINGS);
      accepted += result.parts().stream().filter(PartResult::accepted).count();
      if (result.verdict() == Verdict.REFUSED) {
        assertEquals(AttributeCorrection.NONE, result.correction());
        assertTrue(result.detail().contains("nothing is corrected"), result.detail());
      }
    }
    // Of 12 cells with 9 parts each.
    assertTrue(accepted <= 2, accepted + " parts were corrected that nothing was wrong with");
  }

  @Test
  void aPartIsRefusedOnItsOwn() {
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(
            new LabelledCell(2).placed(AttributeCalibrationTest::knocked).pictures(20), SETTINGS);
    Map<CorrectionPart, PartResult> parts = parts(result);
    assertEquals(Verdict.OK, parts.get(CorrectionPart.PLACE).verdict());
    PartResult color = parts.get(CorrectionPart.COLOR);
    assertEquals(Verdict.REFUSED, color.verdict());
    assertTrue(
        color.detail().contains("nothing to correct")
            || color.detail().contains("do not get better"),
        color.detail());
    assertEquals(ColorCorrection.NONE, result.correction().color());
    assertTrue(result.detail().contains("Left as it is: "), result.detail());
  }

  @Test
  void fewLabelsAreASentence() {
    AttributeCalibrationResult four =
        AttributeCalibration.calibrate(
            new LabelledCell(3).placed(AttributeCalibrationTest::knocked).pictures(4), SETTINGS);
    assertEquals(Verdict.REFUSED, four.verdict());
    assertEquals(AttributeCorrection.NONE, four.correction());
    assertTrue(
        four.detail().contains("16 objects in 4 pictures tell of it, at least 10 in 5 pictures"),
        four.detail());
    assertNull(four.parts().get(0).heldOut());

    AttributeCalibrationResult seven =
        AttributeCalibration.calibrate(
            new LabelledCell(3).placed(AttributeCalibrationTest::knocked).pictures(7), SETTINGS);
    assertEquals(Verdict.WEAK, seven.verdict(), seven.detail());
    assertPlaced(0.006, seven.correction(), AttributeCalibrationTest::knocked);

    AttributeCalibrationResult none = AttributeCalibration.calibrate(List.of(), SETTINGS);
    assertEquals(Verdict.REFUSED, none.verdict());
    assertTrue(none.pictures().isEmpty() && none.errors().isEmpty());
  }

  @Test
  void fewerLabelsMoveLess() {
    UnaryOperator<Vector3> little = p -> p.plus(new Vector3(0.0015, 0, 0));
    double[] kept = new double[2];
    for (int seed = 0; seed < 5; seed++) {
      for (int many = 0; many < 2; many++) {
        kept[many] +=
            AttributeCalibration.calibrate(
                    new LabelledCell(40 + seed).placed(little).pictures(many == 0 ? 5 : 60),
                    SETTINGS)
                .parts()
                .get(0)
                .kept();
      }
    }
    assertTrue(kept[0] < 0.7 * kept[1], kept[0] + " of 5, " + kept[1] + " of 60 pictures");
  }

  @Test
  void sigmasThatSayTooLittleAreWidened() {
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(new LabelledCell(4).noisy(2.5).pictures(40), SETTINGS);
    assertTrue(parts(result).get(CorrectionPart.POSITION_SIGMA).accepted(), result.detail());
    assertTrue(parts(result).get(CorrectionPart.COLOR_SIGMA).accepted(), result.detail());
    assertEquals(2.5, result.correction().sigmaScale().position(), 0.4);
    assertEquals(2.5, result.correction().sigmaScale().color(), 0.4);
    AttributeError position = result.errors().get(0);
    assertEquals(0.31, position.coverageBefore(), 0.06);
    assertEquals(0.68, position.coverageAfter(), 0.06);
  }

  @Test
  void falseReportsRaiseTheScore() {
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(
            new LabelledCell(5).withFalseReports(3).pictures(20), SETTINGS);
    PartResult score = parts(result).get(CorrectionPart.MIN_SCORE);
    assertEquals(Verdict.OK, score.verdict(), score.detail());
    double least = result.correction().minScore().orElseThrow();
    assertTrue(least > 0.5 && least < 0.65, "from " + least);
    assertTrue(score.detail().contains("recall"), score.detail());
    assertEquals(3, result.pictures().get(0).falseReports().size());
  }

  @Test
  void heldOutPicturesJudgeAloneAndAreNotEstimatedFrom() {
    List<LabelledPicture> pictures =
        new LabelledCell(6).placed(AttributeCalibrationTest::knocked).pictures(20);
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(pictures, settings(new HoldOut(5, 0)));
    for (int i = 0; i < 20; i++) {
      assertEquals(i % 5 == 4, result.pictures().get(i).heldOut(), "picture " + i);
    }
    assertEquals(4, parts(result).get(CorrectionPart.PLACE).heldOut().pictures());
    // What the held-out pictures show has no part in the correction.
    List<LabelledPicture> others =
        new LabelledCell(7).placed(AttributeCalibrationTest::knocked).pictures(20);
    for (int i = 4; i < 20; i += 5) {
      pictures.set(i, others.get(i));
    }
    AttributeCalibrationResult again =
        AttributeCalibration.calibrate(pictures, settings(new HoldOut(5, 0)));
    assertEquals(result.correction().place().turnRad(), again.correction().place().turnRad(), 1e-3);
    assertTrue(parts(result).get(CorrectionPart.PLACE).accepted(), result.detail());
  }

  @Test
  void heldOutPicturesThatGetWorseRefuse() {
    // Those that are estimated from are knocked, those that judge are not.
    List<LabelledPicture> pictures =
        new LabelledCell(8).placed(p -> p.plus(new Vector3(0.01, 0, 0))).pictures(40);
    List<LabelledPicture> right = new LabelledCell(9).pictures(40);
    for (int i = 4; i < 40; i += 5) {
      pictures.set(i, right.get(i));
    }
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(pictures, settings(new HoldOut(5, 0)));
    PartResult place = parts(result).get(CorrectionPart.PLACE);
    assertEquals(Verdict.REFUSED, place.verdict());
    assertTrue(place.kept() > 0.9, place.toString());
    assertTrue(place.detail().contains("held-out pictures do not get better"), place.detail());
    assertEquals(PlaceCorrection.NONE, result.correction().place());
  }

  @Test
  void moreThanACorrectionDoesIsRefusedWithASentence() {
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(
            new LabelledCell(10).placed(p -> new Vector3(p.x(), p.y(), p.z() + 0.4)).pictures(20),
            SETTINGS);
    PartResult height = parts(result).get(CorrectionPart.HEIGHT);
    assertEquals(Verdict.REFUSED, height.verdict());
    assertTrue(height.detail().contains("heightMeters"), height.detail());
    assertTrue(height.detail().contains("calibrate table"), height.detail());
  }

  @Test
  void labelsThatDoNotCountAreNeitherMissedNorFalse() {
    List<LabelledPicture> pictures = new LabelledCell(11).pictures(6);
    List<LabelledPicture> hidden =
        pictures.stream()
            .map(
                p ->
                    new LabelledPicture(
                        p.name(),
                        p.seen(),
                        p.labels().stream()
                            .map(l -> new LabelledPicture.Label(l.object(), false))
                            .toList()))
            .toList();
    for (JudgedPicture picture : AttributeCalibration.calibrate(hidden, SETTINGS).pictures()) {
      assertTrue(picture.objects().isEmpty() && picture.missed().isEmpty(), picture.name());
      assertTrue(picture.falseReports().isEmpty(), picture.name());
      assertNull(picture.positionErrorMeters(true));
    }
  }

  @Test
  void theSameCallGivesTheSameAnswerAndTooManyPicturesAreRefused() {
    List<LabelledPicture> pictures =
        new LabelledCell(12).placed(AttributeCalibrationTest::knocked).pictures(12);
    assertEquals(
        AttributeCalibration.calibrate(pictures, SETTINGS).correction(),
        AttributeCalibration.calibrate(pictures, SETTINGS).correction());
    LabelledPicture empty = new LabelledPicture("a", List.of(), List.of());
    List<LabelledPicture> many = Collections.nCopies(AttributeCalibration.MAX_PICTURES + 1, empty);
    assertThrows(
        IllegalArgumentException.class, () -> AttributeCalibration.calibrate(many, SETTINGS));
    assertFalse(
        AttributeCalibration.calibrate(Collections.nCopies(30, empty), SETTINGS).parts().stream()
            .anyMatch(PartResult::accepted));
  }
}
