package dev.cobot.sim2real.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void everyPrototypeHasItsOwnName() {
    for (ColorName name : ColorName.values()) {
      assertEquals(name, ColorName.nearest(name.prototype()));
    }
    assertEquals(ColorName.BLACK, ColorName.nearest(new ColorRgb(0, 0, 0)));
    assertEquals(ColorName.WHITE, ColorName.nearest(new ColorRgb(1, 1, 1)));
    assertEquals("grey", ColorName.GREY.word());
  }

  @Test
  void coloursStayInTheirRange() {
    assertEquals(new ColorRgb(0, 1, 0.5), ColorRgb.clamped(-3, 7, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new ColorRgb(0, 1.01, 0));
    assertThrows(IllegalArgumentException.class, () -> new ColorRgb(Double.NaN, 0, 0));
  }

  @Test
  void everyKindIsFoundByItsWord() {
    for (ObjectKind kind : ObjectKind.values()) {
      assertEquals(kind, ObjectKind.of(kind.word()));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> ObjectKind.of("Cube")).getMessage();
    assertTrue(message.contains("'Cube'") && message.contains("cube, bowl, bottle"), message);
  }

  /** Data sets are named by their seed: which kind it draws depends on this order. */
  @Test
  void kindsAreDrawnInThisOrder() {
    ObjectKind cube = ObjectKind.CUBE;
    ObjectKind bowl = ObjectKind.BOWL;
    assertEquals(
        List.of(
            cube,
            cube,
            cube,
            ObjectKind.CLOTH,
            ObjectKind.CLOTH,
            ObjectKind.PEDESTAL,
            ObjectKind.PEDESTAL,
            ObjectKind.CUP,
            ObjectKind.CUP,
            ObjectKind.BOTTLE,
            ObjectKind.BOTTLE,
            bowl,
            bowl),
        ObjectKind.PICTURED);
    assertEquals(List.of(bowl, bowl, bowl, bowl, ObjectKind.CUP, cube), ObjectKind.DESTINATIONS);
    assertEquals(9, ObjectKind.TARGETS.size());
    assertEquals(3, Collections.frequency(ObjectKind.TARGETS, cube));
    assertEquals(
        Set.of(ObjectKind.PEDESTAL, ObjectKind.TABLE),
        EnumSet.complementOf(EnumSet.copyOf(ObjectKind.TARGETS)));
    for (ObjectKind kind : ObjectKind.TARGETS) {
      assertFalse(kind.nouns().isEmpty(), kind + " is asked for without a word");
    }
  }

  @Test
  void aKindHasAPossibleSize() {
    assertTrue(ObjectKind.CUBE.canMeasure(new Vector3(0.04, 0.04, 0.04)));
    assertFalse(ObjectKind.CUBE.canMeasure(new Vector3(0.04, 40, 0.04)), "millimetres");
    assertFalse(ObjectKind.CUBE.canMeasure(new Vector3(0.04, 0.04, 0.0001)), "a sheet");
    assertFalse(ObjectKind.CUBE.canMeasure(new Vector3(0.04, 0.04, Double.NaN)));
  }

  @Test
  void streamsAreTheSameInEveryJvm() {
    // Recorded once: data sets and episodes are named by their seed, so these may never change.
    assertEquals(8883717775394867745L, new SeedStreams(42).stream("scene.T2").nextLong());
    assertEquals(-8009262867127130989L, new SeedStreams(42).child(3).stream("batch").nextLong());
    assertEquals(
        new SeedStreams(7).stream("a").nextLong(), new SeedStreams(7).stream("a").nextLong());
  }

  @Test
  void streamsDoNotShareDraws() {
    Set<Long> seen = new HashSet<>();
    int drawn = 0;
    for (long root : new long[] {0, 1, 2, -1, Long.MIN_VALUE}) {
      SeedStreams seeds = new SeedStreams(root);
      for (String name : new String[] {"", "a", "b", "ab", "ba", "scene", "look"}) {
        for (long child = -1; child < 4; child++) {
          SplittableRandom random =
              child < 0 ? seeds.stream(name) : seeds.child(child).stream(name);
          for (int i = 0; i < 20; i++, drawn++) {
            seen.add(random.nextLong());
          }
        }
      }
    }
    assertEquals(drawn, seen.size());
    assertNotEquals(
        new SeedStreams(1).child(0).child(1).rootSeed(),
        new SeedStreams(1).child(1).child(0).rootSeed());
  }
}
