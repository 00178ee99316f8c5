package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeGroupsTest {
  private static SortedSet<String> group(String... domains) {
    return new TreeSet<>(List.of(domains));
  }

  private static boolean holdsAll(int[] outer, int[] inner) {
    Set<Integer> set = new HashSet<>();
    IntStream.of(outer).forEach(set::add);
    return IntStream.of(inner).allMatch(set::contains);
  }

  @Test
  void fileNamesArePublicOnes() {
    assertEquals(
        "train_attr:1.0_attr,v:0.5_v:1.0_seed:0_ms:500000_domain_split.npy",
        DomainProportions.parse("v:1,v+attr:.5,attr:1.0").file(ShapeSplit.TRAIN, 0, 500_000));
    // As CPython's repr prints them.
    Map.of(
            1e-5,
            "1e-05",
            0.00025,
            "0.00025",
            1.5e-7,
            "1.5e-07",
            0.1,
            "0.1",
            1 / 3.0,
            "0.3333333333333333",
            0.0001,
            "0.0001",
            1.0,
            "1.0",
            0.0,
            "0.0")
        .forEach((value, repr) -> assertEquals(repr, DomainProportions.pythonRepr(value)));
  }

  @Test
  void largerGroupsCountForSmallerOnes() {
    DomainProportions proportions =
        DomainProportions.parse("attr:0.4,v:1.0,t:0.3,attr+v+t:0.1,v+t:0.25");
    Map<SortedSet<String>, int[]> groups = proportions.draw(ShapeSplit.TRAIN, 4, 1003);
    assertEquals(401, groups.get(group("attr")).length);
    assertEquals(1003, groups.get(group("v")).length);
    assertEquals(300, groups.get(group("t")).length);
    assertEquals(100, groups.get(group("attr", "v", "t")).length);
    assertEquals(250, groups.get(group("v", "t")).length);
    assertTrue(holdsAll(groups.get(group("v", "t")), groups.get(group("attr", "v", "t"))));
    assertTrue(holdsAll(groups.get(group("t")), groups.get(group("v", "t"))));
    assertTrue(holdsAll(groups.get(group("attr")), groups.get(group("attr", "v", "t"))));
    assertFalse(holdsAll(groups.get(group("attr")), groups.get(group("v", "t"))));
    for (int[] indices : groups.values()) {
      assertArrayEquals(IntStream.of(indices).distinct().sorted().toArray(), indices);
      assertTrue(IntStream.of(indices).allMatch(i -> i >= 0 && i < 1003));
    }
    Map<SortedSet<String>, int[]> again = proportions.draw(ShapeSplit.TRAIN, 4, 1003);
    assertArrayEquals(groups.get(group("t")), again.get(group("t")));
    assertFalse(
        Arrays.equals(
            groups.get(group("t")), proportions.draw(ShapeSplit.TRAIN, 5, 1003).get(group("t"))));
  }

  @Test
  void mistakesAreNamed() {
    for (String wrong :
        List.of("", "v", "v:x", "v:1.5", "v:1,v:1", "V:1", "+:1", "v:1,,attr:1", "v+:1")) {
      assertThrows(IllegalArgumentException.class, () -> DomainProportions.parse(wrong), wrong);
    }
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DomainProportions.parse("v:0.1,attr:1,attr+v:0.2").draw(ShapeSplit.VAL, 0, 100));
    assertTrue(e.getMessage().contains("at least 0.2"), e.getMessage());
  }

  private static List<ShapeLabel> labels(int n) {
    ShapeSampler sampler = new ShapeSampler(9);
    return IntStream.range(0, n).mapToObj(i -> sampler.draw(ShapeSplit.TRAIN, i)).toList();
  }

  @Test
  void aNinthIsOutOfDistribution() {
    List<ShapeLabel> labels = labels(9_000);
    Set<OodSplit.Kind> seen = EnumSet.noneOf(OodSplit.Kind.class);
    for (int seed = 0; seed < 20; seed++) {
      OodSplit split = OodSplit.draw(2, seed);
      split.boundaries().forEach(b -> seen.add(b.kind()));
      double share = labels.stream().filter(split::holdsOut).count() / 9_000.0;
      // A third of eight sizes is 2 or 3 (and 3) of them.
      assertTrue(share > 0.07 && share < 0.16, split + ": " + share);
      assertEquals(split.boundaries(), OodSplit.draw(2, seed).boundaries());
    }
    assertEquals(EnumSet.allOf(OodSplit.Kind.class), seen);
  }

  @Test
  void thirdsCoverTheRange() {
    List<ShapeLabel> labels = labels(2_000);
    for (OodSplit.Kind kind : OodSplit.Kind.values()) {
      for (ShapeLabel label : labels) {
        long thirds =
            IntStream.range(0, 3)
                .filter(k -> new OodSplit(List.of(new OodSplit.Boundary(kind, k))).holdsOut(label))
                .count();
        assertEquals(1, thirds, kind + " of " + label);
      }
    }
  }

  @Test
  void theOddOneSharesNothing() {
    List<ShapeLabel> labels = labels(5_000);
    List<OddOneOut.Triplet> triplets = OddOneOut.draw(labels, 3_000, 2);
    int[] places = new int[3];
    int far = 0;
    Set<OddOneOut.Attribute> shared = EnumSet.noneOf(OddOneOut.Attribute.class);
    for (OddOneOut.Triplet triplet : triplets) {
      places[triplet.odd()]++;
      shared.add(triplet.shared());
      assertEquals(3, new HashSet<>(triplet.scenes()).size());
      int a = triplet.scenes().get((triplet.odd() + 1) % 3);
      int b = triplet.scenes().get((triplet.odd() + 2) % 3);
      int odd = triplet.scenes().get(triplet.odd());
      double between = OddOneOut.distance(labels, a, b, triplet.shared());
      assertTrue(between < 0.25, triplet.shared() + " " + between);
      far += leastDistance(labels, a, b, odd) > Math.max(0.1, between) ? 1 : 0;
    }
    // A colour at the rim of the cube can have no near one among the candidates.
    assertTrue(far >= 0.99 * triplets.size(), far + " of " + triplets.size());
    assertEquals(EnumSet.allOf(OddOneOut.Attribute.class), shared);
    for (int place : places) {
      assertEquals(1_000, place, 150);
    }
    assertEquals(triplets, OddOneOut.draw(labels, 3_000, 2));
  }

  private static double leastDistance(List<ShapeLabel> labels, int a, int b, int odd) {
    double least = 1;
    for (OddOneOut.Attribute attribute : OddOneOut.Attribute.values()) {
      least = Math.min(least, OddOneOut.distance(labels, a, odd, attribute));
      least = Math.min(least, OddOneOut.distance(labels, b, odd, attribute));
    }
    return least;
  }
}
