package dev.cobot.sim2real.generate.povray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final int TABLES = 60;
  private static final List<List<Layout.Placed>> DRAWN = new ArrayList<>();

  @BeforeAll
  static void draw() {
    for (int i = 0; i < TABLES; i++) {
      DRAWN.add(new Layout(new SplittableRandom(i), Vector3.ZERO, 0.3).draw());
    }
  }

  @Test
  void thingsThatShareAPlaceAreOnOrInEachOther() {
    int shared = 0;
    for (List<Layout.Placed> table : DRAWN) {
      for (int i = 0; i < table.size(); i++) {
        for (int j = 0; j < i; j++) {
          Layout.Placed later = table.get(i);
          Layout.Placed earlier = table.get(j);
          if (Layout.apart(later.discs(), earlier.discs(), 0)) {
            continue;
          }
          shared++;
          boolean on = Math.abs(lowest(later) - highest(earlier)) < 5e-4;
          boolean in =
              earlier.kind().equals(Optional.of(ObjectKind.BOWL))
                  && later.kind().equals(Optional.of(ObjectKind.CUBE));
          // What stands on a third thing may overhang a little beside this one, above it.
          boolean above = lowest(later) > highest(earlier) - 5e-4;
          boolean below = lowest(earlier) > highest(later) - 5e-4;
          assertTrue(on || in || above || below, later + " in " + earlier);
        }
      }
    }
    assertTrue(shared > TABLES / 4, "only " + shared + " stand on others or in bowls");
  }

  @Test
  void nothingFloatsOrSinks() {
    int lying = 0;
    int carried = 0;
    for (List<Layout.Placed> table : DRAWN) {
      for (Layout.Placed thing : table) {
        lying += thing.rotation().rotate(new Vector3(0, 0, 1)).z() < 0.5 ? 1 : 0;
        double low = lowest(thing);
        if (low > 5e-4) {
          carried++;
          assertTrue(
              table.stream().anyMatch(other -> !other.equals(thing) && carries(other, thing, low)),
              thing.toString());
        } else {
          assertEquals(0, low, 5e-4, thing.toString());
        }
      }
    }
    assertTrue(lying > 10 && carried > 10, lying + " lie, " + carried + " are carried");
  }

  private static boolean carries(Layout.Placed below, Layout.Placed thing, double low) {
    boolean over =
        below.positionMeters().horizontalDistanceTo(thing.positionMeters())
            < below.solid().sizeMeters().x() / 2;
    boolean contains = below.kind().equals(Optional.of(ObjectKind.BOWL)) && below.carries();
    return over && (Math.abs(highest(below) - low) < 5e-4 || (contains && low < highest(below)));
  }

  @Test
  void aCubeInABowlTouchesItsInsideAndDoesNotPassIt() {
    int found = 0;
    for (List<Layout.Placed> table : DRAWN) {
      for (Layout.Placed bowl : table) {
        for (Layout.Placed cube : table) {
          if (bowl.kind().equals(Optional.of(ObjectKind.BOWL))
              && cube.kind().equals(Optional.of(ObjectKind.CUBE))
              && cube.positionMeters().horizontalDistanceTo(bowl.positionMeters())
                  < bowl.solid().sizeMeters().x() / 2) {
            found++;
            double clearance = Double.POSITIVE_INFINITY;
            for (Vector3 corner : cube.corners()) {
              Vector3 at = corner.minus(bowl.positionMeters());
              double floor = Layout.floorAt(bowl.solid().hollow(), Math.hypot(at.x(), at.y()));
              clearance = Math.min(clearance, at.z() - floor);
            }
            assertEquals(0, clearance, 1e-9);
          }
        }
      }
    }
    assertTrue(found > 5, "only " + found + " cubes are in bowls");
  }

  @Test
  void everyKindHasManySizesThatItCanHave() {
    Kinds kinds = new Kinds(new SplittableRandom(3));
    Map<ObjectKind, Set<Vector3>> sizes = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : EnumSet.complementOf(EnumSet.of(ObjectKind.TABLE))) {
      for (int i = 0; i < 25; i++) {
        Solid solid = kinds.of(kind);
        Vector3 size = solid.sizeMeters();
        sizes.computeIfAbsent(kind, k -> new HashSet<>()).add(size);
        assertTrue(kind.canMeasure(size), kind + " " + size);
        Vector3 reach = solid.reachMeters();
        assertTrue(
            reach.x() >= size.x() / 2 - 1e-9
                && reach.y() >= size.y() / 2 - 1e-9
                && reach.z() >= size.z() / 2 - 1e-9,
            kind + " reaches " + reach + " of " + size);
        if (kind == ObjectKind.CUBE) {
          assertTrue(size.x() >= 0.025 && size.x() <= 0.06, size.toString());
        }
      }
    }
    sizes.forEach((kind, set) -> assertEquals(25, set.size(), kind.toString()));
    assertThrows(IllegalArgumentException.class, () -> kinds.of(ObjectKind.TABLE));
  }

  /** Returns the height of the lowest point of a thing's body. */
  private static double lowest(Layout.Placed thing) {
    List<Profile.Point> outline = thing.solid().outline();
    Vector3 axis = thing.rotation().rotate(new Vector3(0, 0, 1));
    double lowest = Double.POSITIVE_INFINITY;
    if (outline.isEmpty() || axis.z() > 0.999) {
      for (Vector3 corner : thing.corners()) {
        lowest = Math.min(lowest, corner.z());
      }
      // A plush or a ball reaches less far down than its box; a box is what stands.
      return axis.z() > 0.999
          ? thing.positionMeters().z() - thing.solid().sizeMeters().z() / 2
          : lowest;
    }
    for (Profile.Point point : outline) {
      // A ring about the axis: down by its radius times the sine of the axis' slope.
      double down = point.radius() * Math.sqrt(1 - axis.z() * axis.z());
      lowest = Math.min(lowest, thing.positionMeters().z() + axis.z() * point.z() - down);
    }
    return lowest;
  }

  private static double highest(Layout.Placed thing) {
    return thing.corners().stream().mapToDouble(Vector3::z).max().orElseThrow();
  }
}
