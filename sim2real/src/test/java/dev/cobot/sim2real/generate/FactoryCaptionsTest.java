package dev.cobot.sim2real.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.generate.FactoryFacts.Nearness;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FactoryCaptionsTest {
  private static World world;
  private static FactoryHall hall;

  @BeforeAll
  static void load() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/hall.world"));
    hall = FactoryHall.of(world, HallPictures.AREA);
  }

  private static SceneObject table(double x, double y, double yawRad, ColorName color) {
    return world.standing("table", ObjectKind.TABLE, x, y, yawRad, color.prototype());
  }

  private static FactoryFacts facts(double x, double y, double yawRad) {
    return FactoryFacts.of(table(x, y, yawRad, ColorName.RED), hall);
  }

  private static SceneObject anyTable(SplittableRandom random) {
    return table(
        random.nextDouble(-1.9, 1.0),
        random.nextDouble(-1.15, 1.15),
        random.nextDouble(-10, 10),
        ColorName.values()[random.nextInt(ColorName.values().length)]);
  }

  @Test
  void theHallIsReadFromTheWorld() {
    assertEquals(-1, hall.awayX(), 1e-6);
    assertEquals(0, hall.awayY(), 1e-6);
    assertEquals(
        List.of("back", "left", "right"),
        hall.walls().stream().map(wall -> FactoryWords.SIDES.get(wall.side())).toList());
    assertEquals(3, hall.conesMeters().size());
    // The walls are 0.1 m thick and stand 4 m from the origin.
    for (FactoryHall.Wall wall : hall.walls()) {
      assertEquals(3.95, wall.distanceMeters(table(0, 0, 0, ColorName.RED).positionMeters()), 1e-9);
    }
  }

  @Test
  void placesAreThirdsOfTheFloorAsTheCameraSeesIt() {
    double[] x = {-1.7, -0.45, 0.8};
    double[] y = {-1, 0, 1};
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        FactoryFacts facts = facts(x[row], y[column], 0);
        assertEquals(row, facts.row());
        assertEquals(column, facts.column());
      }
    }
    assertEquals(0, facts(-0.45 - 1.45 / 3 - 1e-6, 0, 0).row());
    assertEquals(1, facts(-0.45 - 1.45 / 3 + 1e-6, 0, 0).row());
    assertTrue(FactoryWords.PLACES.get(0).contains("at the back left"));
    assertTrue(FactoryWords.PLACES.get(8).contains("at the front right"));
  }

  @Test
  void directionsGoRoundTheCircle() {
    Map<Double, String> compass = new HashMap<>();
    compass.put(Math.PI, "north");
    compass.put(-Math.PI, "north");
    compass.put(3 * Math.PI, "north");
    compass.put(0.0, "south");
    compass.put(-1e-9, "south");
    compass.put(2 * Math.PI, "south");
    compass.put(2 * Math.PI - 1e-9, "south");
    compass.put(2 * Math.PI - 0.3, "south");
    compass.put(2 * Math.PI + 0.3, "south");
    compass.put(Math.PI / 2, "east");
    compass.put(-Math.PI / 2, "west");
    compass.put(1.5 * Math.PI, "west");
    compass.put(0.75 * Math.PI, "northeast");
    compass.put(-0.75 * Math.PI, "northwest");
    compass.put(Math.PI / 4, "southeast");
    compass.put(2 * Math.PI - Math.PI / 4, "southwest");
    compass.forEach(
        (yaw, word) ->
            assertEquals(
                word,
                FactoryWords.DIRECTIONS.get(facts(0, 0, yaw).direction()).get(0),
                "yaw " + yaw));
    // On both sides of each border, all around and a turn further.
    for (int i = 0; i < 16; i++) {
      double border = (i + 0.5) * Math.PI / 4;
      assertEquals(i % 8, FactoryHall.sector(border - 1e-9, 8));
      assertEquals((i + 1) % 8, FactoryHall.sector(border + 1e-9, 8));
      assertEquals((8 - i % 8) % 8, FactoryHall.sector(-border + 1e-9, 8));
    }
  }

  @Test
  void wallsAndConesAreToldByDistance() {
    // (-1.9, 0) is 2.05 m from the back wall, (1, 1) 2.95 m from the right one.
    assertEquals(List.of("back"), walls(-1.9, 0));
    assertEquals(List.of("right"), walls(1, 1));
    assertEquals(List.of("left"), walls(1, -1));
    assertEquals(Set.of("left", "right"), Set.copyOf(walls(1, 0.1)));
    assertEquals(List.of("back", "left"), walls(-1, -0.9));
    // The nearest cones stand at (-1.95, -2.25) and (-1.45, -2.35).
    assertEquals(Optional.of(Nearness.CLOSE), facts(-1.9, -1.1, 0).cones());
    assertEquals(Optional.of(Nearness.BETWEEN), facts(-1.5, 0.2, 0).cones());
    assertEquals(Optional.of(Nearness.FAR), facts(0.9, 1.1, 0).cones());
  }

  private static List<String> walls(double x, double y) {
    return facts(x, y, 0).walls().stream().map(FactoryWords.SIDES::get).toList();
  }

  @Test
  void whatCaptionsStateIsTrue() {
    FactoryCaptions captions = new FactoryCaptions(hall);
    SplittableRandom random = new SplittableRandom(5);
    int told = 0;
    for (int i = 0; i < 2000; i++) {
      SceneObject table = anyTable(random);
      FactoryFacts facts = FactoryFacts.of(table, hall);
      String text = captions.write(table, random);
      assertEquals(
          3 * facts.row() + facts.column(), stated(text, "", FactoryWords.PLACES, ""), text);
      int direction = -1;
      for (String pointing : FactoryWords.POINTING) {
        direction = Math.max(direction, stated(text, pointing + " ", FactoryWords.DIRECTIONS, ""));
      }
      assertEquals(facts.direction(), direction, text);
      for (ColorName color : ColorName.values()) {
        assertEquals(color == facts.color(), text.matches(".*\\b" + color.word() + "\\b.*"), text);
      }
      int cones = stated(text, "", FactoryWords.CONES, " cones");
      assertEquals(text.contains("cone"), cones >= 0, text);
      assertTrue(cones < 0 || cones == facts.cones().get().ordinal(), text);
      for (int side = 0; side < FactoryHall.SIDES; side++) {
        boolean named = text.contains(FactoryWords.SIDES.get(side) + " wall");
        assertTrue(!named || facts.walls().contains(side), text);
      }
      if (text.contains("wall")) {
        assertEquals(facts.walls().size() == 2, text.contains("about as far"), text);
        told++;
      }
      assertFalse(text.matches(".*\\b[Aa] [aeiou].*"), text);
    }
    assertTrue(told > 800 && told < 1200, "walls in " + told);
  }

  /** Returns the index of the longest phrase in a text that is not the beginning of another one. */
  private static int stated(String text, String before, List<List<String>> variants, String after) {
    int best = -1;
    int length = 0;
    for (int i = 0; i < variants.size(); i++) {
      for (String phrase : variants.get(i)) {
        String whole = before + phrase + after;
        if (whole.length() > length && text.matches(".*\\b" + whole + "\\b.*")) {
          best = i;
          length = whole.length();
        }
      }
    }
    return best;
  }

  @Test
  void theyAreVariedAndDependOnTheirDrawsOnly() {
    FactoryCaptions captions = new FactoryCaptions(hall);
    Set<String> distinct = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      SceneObject table = anyTable(new SplittableRandom(i));
      String text = captions.write(table, new SplittableRandom(1000 + i));
      assertEquals(text, captions.write(table, new SplittableRandom(1000 + i)));
      distinct.add(text);
    }
    assertTrue(distinct.size() >= 190, "distinct " + distinct.size());
    // Also those of one and the same table.
    SceneObject table = table(0, 0, 1, ColorName.ORANGE);
    distinct.clear();
    for (int i = 0; i < 200; i++) {
      distinct.add(captions.write(table, new SplittableRandom(i)));
    }
    assertTrue(distinct.size() >= 100, "distinct " + distinct.size());
  }

  @Test
  void aHallWithoutLandmarksIsNotSaidToHaveAny() {
    FactoryHall bare = new FactoryHall(HallPictures.AREA, -1, 0, List.of(), List.of());
    SceneObject table = table(-1.9, -1.1, 0, ColorName.BLUE);
    assertTrue(FactoryFacts.of(table, bare).walls().isEmpty());
    for (int i = 0; i < 50; i++) {
      String text = new FactoryCaptions(bare).write(table, new SplittableRandom(i));
      assertFalse(text.contains("cone") || text.contains("wall"), text);
    }
  }
}
