package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.calibration.attributes.ColorCorrection;
import dev.cobot.sim2real.calibration.attributes.PlaceCorrection;
import dev.cobot.sim2real.calibration.attributes.SigmaScale;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SeenObjectTest {
  private static final AttributeCorrection CORRECTION =
      new AttributeCorrection(
          new PlaceCorrection(0, 0, 0.01, -0.02, 0, 1),
          0.005,
          0.1,
          new ColorCorrection(
              List.of(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0)),
          new SigmaScale(2, 3, 4, 5),
          OptionalDouble.empty());

  private static SeenObject seen(boolean placed) {
    return new SeenObject(
        ObjectKind.CUBE,
        0.7,
        1,
        2,
        3,
        4,
        new ColorRgb(0.4, 0.5, 0.6),
        new Vector3(0.01, 0.01, 0.01),
        placed
            ? Optional.of(
                new SeenObject.Place(
                    new Vector3(0.1, 0.2, 0.03),
                    new Vector3(0.001, 0.002, 0.003),
                    0.3,
                    0,
                    0.05,
                    new Vector3(0.04, 0.04, 0.06)))
            : Optional.empty());
  }

  @Test
  void everyAttributeIsCorrectedAndTheRestStays() {
    SeenObject corrected = seen(true).corrected(CORRECTION);
    SeenObject.Place place = corrected.place().orElseThrow();
    assertEquals(0, place.positionMeters().distanceTo(new Vector3(0.11, 0.18, 0.035)), 1e-12);
    assertEquals(
        0, place.positionSigmaMeters().distanceTo(new Vector3(0.002, 0.004, 0.009)), 1e-12);
    assertEquals(0.4, place.yawRad(), 1e-12);
    assertEquals(0.2, place.yawSigmaRad(), 1e-12);
    assertEquals(new Vector3(0.04, 0.04, 0.06), place.sizeMeters());
    assertEquals(0.4, corrected.color().red(), 1e-9);
    assertEquals(0, corrected.color().blue(), 1e-9);
    assertEquals(0.05, corrected.colorSigma().x(), 1e-12);
    assertEquals(0.7, corrected.score());
    assertEquals(3, corrected.x1());
  }

  @Test
  void withoutAPlaceTheColourIsCorrectedAlone() {
    assertTrue(seen(false).corrected(CORRECTION).place().isEmpty());
    assertEquals(0, seen(false).corrected(CORRECTION).color().blue(), 1e-9);
    assertEquals(seen(true), seen(true).corrected(AttributeCorrection.NONE));
  }
}
