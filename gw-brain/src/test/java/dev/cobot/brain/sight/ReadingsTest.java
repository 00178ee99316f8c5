package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.sight.Readings.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final int KINDS = 2;

  private static FoundObjects.Row row(int picture, int kind) {
    float[] known = new float[Reading.VALUES];
    Arrays.fill(known, 1);
    float[] values = new float[Reading.VALUES];
    values[Reading.FOUR] = 1;
    return new FoundObjects.Row(
        picture,
        0.2,
        new float[ReaderNet.FEATURES],
        new float[KINDS + 1],
        values,
        kind,
        values,
        known);
  }

  /** Says kind 0, red off by {@code red}, centre off by (3, 4) a hundredth, turned by an eighth. */
  private static float[] said(double red) {
    float[] said = new float[KINDS + Reading.VALUES];
    said[0] = 1;
    said[KINDS + Reading.COLOR] = (float) (2 * red);
    said[KINDS + Reading.CENTER] = 0.03f;
    said[KINDS + Reading.CENTER + 1] = -0.04f;
    said[KINDS + Reading.FOUR] = (float) Math.cos(Math.PI / 2);
    said[KINDS + Reading.FOUR + 1] = (float) Math.sin(Math.PI / 2);
    return said;
  }

  @Test
  void errorsAreInTheUnitsOfTheLabels() {
    Readings readings =
        new Readings(KINDS, List.of(row(0, 0), row(0, 1)), new float[][] {said(0.25), said(0.75)});
    assertEquals(0.5, readings.measure(Measure.WRONG_KIND), 1e-9);
    // Channels: 0, 0, 0, 0, 0.25 and 0.5, as a colour ends at 1.
    assertEquals(0, readings.measure(Measure.COLOR), 1e-6);
    assertEquals(0.2 * 0.05, readings.measure(Measure.CENTER_METERS), 1e-6);
    assertEquals(Math.PI / 8, readings.measure(Measure.YAW_RAD), 1e-6);
  }

  @Test
  void whatAnObjectDoesNotHaveIsNotMeasured() {
    FoundObjects.Row row = row(0, 0);
    row.known()[Reading.FOUR] = 0;
    row.known()[Reading.CENTER] = 0;
    Readings readings = new Readings(KINDS, List.of(row), new float[][] {said(0)});
    assertTrue(Double.isNaN(readings.measure(Measure.YAW_RAD)));
    assertTrue(Double.isNaN(readings.measure(Measure.CENTER_METERS)));
  }

  @Test
  void differencesArePairedByPicture() {
    List<FoundObjects.Row> rows = new ArrayList<>();
    List<float[]> off = new ArrayList<>();
    List<float[]> nearer = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int picture = i / 2;
      rows.add(row(picture, 0));
      float[] far = said(0);
      // Pictures differ more than the readings do.
      far[KINDS + Reading.CENTER] = 0.1f + 0.01f * picture;
      far[KINDS + Reading.CENTER + 1] = 0;
      float[] near = far.clone();
      near[KINDS + Reading.CENTER] -= 0.005f;
      off.add(far);
      nearer.add(near);
    }
    Readings before = new Readings(KINDS, rows, off.toArray(float[][]::new));
    Readings after = new Readings(KINDS, rows, nearer.toArray(float[][]::new));
    Readings.Difference d =
        Readings.difference(Measure.CENTER_METERS, List.of(after), List.of(before), 400, 5);
    assertEquals(-0.001, d.value(), 1e-6);
    assertTrue(d.low() > -0.0011 && d.high() < -0.0009, d.toString());
    Readings.Difference mean =
        Readings.meanDifference(Measure.CENTER_METERS, after, before, 400, 5);
    assertEquals(-0.001, mean.value(), 1e-6);
    nearer.get(0)[KINDS + Reading.CENTER] = 1000;
    assertTrue(
        Readings.meanDifference(Measure.CENTER_METERS, after, before, 400, 5).value() < 0.01,
        "one that is far off decides");
    nearer.get(0)[KINDS + Reading.CENTER] = off.get(0)[KINDS + Reading.CENTER];
    Readings.Difference none =
        Readings.difference(Measure.CENTER_METERS, List.of(before), List.of(before), 100, 5);
    assertEquals(new Readings.Difference(0, 0, 0), none);
  }
}
