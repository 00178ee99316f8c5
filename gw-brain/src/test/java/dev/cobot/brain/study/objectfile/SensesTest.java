package dev.cobot.brain.study.objectfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SensesTest {
  private static final int FROM = 10;
  private static final int UNTIL = 20;

  private final SimulatedTable table =
      new SimulatedTable(
          new SimulatedTable.Plan(1, 0, 30, 20, 0, 0), new SeedStreams(1).stream("table"));
  private Senses senses;

  private void watch(Fault... faults) {
    senses = new Senses(table, List.of(faults), new SeedStreams(1).stream("senses"));
  }

  private void tick() {
    table.step();
    senses.sense();
  }

  /** Returns where camera A sees the object in the ticks of the fault; null where it does not. */
  private List<Vector3> seen(Fault.Kind kind) {
    SimulatedTable own =
        new SimulatedTable(
            new SimulatedTable.Plan(1, -1, 0, 0, 0, 0), new SeedStreams(2).stream("table"));
    List<Fault> faults =
        kind == null ? List.of() : List.of(new Fault(FileDomain.CAMERA_A, kind, FROM, UNTIL, 0.3));
    Senses told = new Senses(own, faults, new SeedStreams(2).stream("senses"));
    List<Vector3> places = new ArrayList<>();
    for (int t = 0; t < UNTIL; t++) {
      own.step();
      told.sense();
      if (t >= FROM - 1) {
        places.add(told.looks[0][0] == null ? null : told.looks[0][0].position());
      }
    }
    return places;
  }

  @Test
  void camerasFailAsTheirFaultsSay() {
    List<Vector3> clean = seen(null);
    List<Vector3> frozen = seen(Fault.Kind.FROZEN);
    List<Vector3> shifted = seen(Fault.Kind.MISCALIBRATED);
    List<Vector3> black = seen(Fault.Kind.BLACK);
    assertEquals(clean.get(0), shifted.get(0), "before the fault");
    assertNotNull(black.get(0));
    for (int i = 1; i < clean.size(); i++) {
      assertNull(black.get(i));
      assertEquals(frozen.get(0), frozen.get(i));
      if (clean.get(i) != null) {
        double off = clean.get(i).distanceTo(shifted.get(i));
        assertTrue(off > 0.015 && off < 0.06, "2 degrees, some 0.9 m away: " + off);
      }
    }
  }

  @Test
  void theHandTakesTheObjectAndFeelsIt() {
    watch();
    int ticks = 0;
    while (!feelsSomething() && ticks++ < 200) {
      tick();
    }
    assertTrue(table.held() != null, "it has taken something");
    Vector3 before = table.things.get(0).position;
    Vector3 hand = table.hand;
    for (int t = 0; t < 10; t++) {
      tick();
      assertTrue(table.things.get(0).position.distanceTo(table.hand) < 0.05);
    }
    assertTrue(table.hand.distanceTo(hand) > 0.05, "the hand has moved");
    Vector3 moved = table.things.get(0).position.minus(before);
    assertEquals(0, moved.distanceTo(table.hand.minus(hand)), 0.02, "and the object with it");
  }

  private boolean feelsSomething() {
    return senses.felt != null && senses.felt.holding();
  }

  @Test
  void noFaultIsBothTrainedAndTested() {
    assertEquals(
        Fault.Kind.values().length, Fault.Kind.trained().size() + Fault.Kind.tested().size());
    assertTrue(Fault.Kind.trained().stream().noneMatch(Fault.Kind.tested()::contains));
  }

  @Test
  void noiseHasTheMedianAndThePercentileThatWereMeasured() {
    LookNoise noise = LookNoise.of(0.0023, 0.0070, 3);
    SplittableRandom random = new SeedStreams(4).stream("noise");
    double[] errors = new double[40_000];
    Arrays.setAll(
        errors,
        i -> {
          double sigma = noise.sigma(random);
          return sigma
              * new Vector3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
                  .norm();
        });
    Arrays.sort(errors);
    assertEquals(0.0023, errors[errors.length / 2], 0.0001);
    assertEquals(0.0070, errors[9 * errors.length / 10], 0.0003);
  }

  @Test
  void areaUnderTheCurveCountsTiesHalf() {
    assertEquals(1, Interval.auroc(new double[] {3, 4}, new double[] {1, 2}), 1e-12);
    assertEquals(0.5, Interval.auroc(new double[] {1, 1}, new double[] {1, 1}), 1e-12);
    assertEquals(0.6875, Interval.auroc(new double[] {2, 3}, new double[] {2, 1, 3, 2}), 1e-12);
    Interval mean = Interval.mean(new double[] {1, 2, Double.NaN, 3}, new SplittableRandom(1));
    assertEquals(2, mean.value(), 1e-12);
    assertEquals(3, mean.n());
    assertTrue(mean.low() < 2 && mean.high() > 2);
    assertNotEquals(mean.low(), mean.high());
  }
}
