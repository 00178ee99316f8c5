package dev.cobot.brain.belief;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Vector3 EYE = new Vector3(0.8, 0, 0.7);
  private static final Vector3 CUP = new Vector3(0.075, 0.075, 0.09);
  private static final ObjectAttributes PEDESTAL =
      seen(ObjectKind.PEDESTAL, new Vector3(0, 0, 0.04), new Vector3(0.14, 0.14, 0.08));

  private static ObjectAttributes seen(ObjectKind kind, Vector3 position, Vector3 size) {
    return new ObjectAttributes(
        kind.word(),
        kind,
        position,
        0,
        new ColorRgb(1, 1, 1),
        size,
        0.9,
        new ObjectAttributes.Uncertainty(
            new Vector3(0.01, 0.01, 0.01), Math.PI, new Vector3(0.1, 0.1, 0.1)));
  }

  private static Vector3 along(Vector3 place, double factor) {
    return EYE.plus(place.minus(EYE).times(factor));
  }

  private static void isSettled(
      ObjectAttributes truth, ObjectAttributes seen, Standing.Sizes sizes) {
    List<ObjectAttributes> settled = Standing.settle(List.of(seen, PEDESTAL), EYE, sizes);
    assertEquals(0, truth.positionMeters().distanceTo(settled.get(0).positionMeters()), 1e-9);
    assertEquals(0, truth.sizeMeters().distanceTo(settled.get(0).sizeMeters()), 1e-9);
    assertEquals(PEDESTAL, settled.get(1));
  }

  @Test
  void whatLooksLargeOnTheTableBehindIsSmallOnThePedestal() {
    ObjectAttributes cup = seen(ObjectKind.CUP, new Vector3(0.01, -0.02, 0.125), CUP);
    ObjectAttributes bottle =
        seen(ObjectKind.BOTTLE, new Vector3(-0.02, 0.01, 0.105), new Vector3(0.05, 0.05, 0.19))
            .leaning(new Vector3(1, 1, 0));
    for (ObjectAttributes truth : List.of(cup, bottle)) {
      double factor = EYE.z() / (EYE.z() - 0.08);
      ObjectAttributes apparent =
          seen(
                  truth.kind(),
                  along(truth.positionMeters(), factor),
                  truth.sizeMeters().times(factor))
              .leaning(truth.axis());
      isSettled(truth, apparent, Standing.Sizes.APPARENT);
      isSettled(truth, truth, Standing.Sizes.APPARENT);
    }
  }

  @Test
  void whatIsReadTooHighOrTooLowOnThePedestalComesToStandOnIt() {
    ObjectAttributes truth = seen(ObjectKind.CUP, new Vector3(0.01, -0.02, 0.125), CUP);
    for (double factor : new double[] {0.97, 1, 1.03, 1.07}) {
      isSettled(
          truth,
          seen(ObjectKind.CUP, along(truth.positionMeters(), factor), CUP),
          Standing.Sizes.KNOWN);
    }
  }

  @Test
  void whatStandsBesideOrBehindAPedestalStays() {
    Vector3 top = new Vector3(0, 0, 0.125);
    ObjectAttributes behind =
        seen(ObjectKind.CUP, along(top, (EYE.z() - 0.045) / (EYE.z() - 0.125)), CUP);
    ObjectAttributes beside = seen(ObjectKind.CUP, new Vector3(0, 0.2, 0.045), CUP);
    ObjectAttributes farBehind = seen(ObjectKind.CUP, new Vector3(-0.3, 0, 0.045), CUP);
    stays(behind, Standing.Sizes.KNOWN);
    for (Standing.Sizes sizes : Standing.Sizes.values()) {
      stays(beside, sizes);
      stays(farBehind, sizes);
    }
  }

  private static void stays(ObjectAttributes object, Standing.Sizes sizes) {
    assertEquals(object, Standing.settle(List.of(object, PEDESTAL), EYE, sizes).get(0));
    assertEquals(List.of(object), Standing.settle(List.of(object), EYE, sizes));
  }
}
