package dev.cobot.sim2real.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskScenesTest {
  private static final int DRAWS = 150;
  private static World world;
  private static TaskSuite suite;
  private static TaskScenes scenes;

  @BeforeAll
  static void load() throws Exception {
    suite = TaskSuite.load(TaskSuiteTest.RAT7);
    world = World.load(TaskSuiteTest.RAT7.resolveSibling("../factory_table.world").normalize());
    scenes = new TaskScenes(suite, world);
  }

  @Test
  void theSameSeedDrawsTheSameScene() {
    Set<Vector3> places = new HashSet<>();
    for (TaskSuite.Task task : suite.tasks()) {
      for (long seed = 0; seed < 20; seed++) {
        TaskScene scene = scenes.draw(task, new SeedStreams(seed));
        assertEquals(scene, scenes.draw(task, new SeedStreams(seed)));
        places.add(scene.object(scene.targetId()).positionMeters());
      }
    }
    assertEquals(20 * suite.tasks().size(), places.size(), "other seeds draw other scenes");
  }

  @Test
  void objectsStandApartInsideTheirRegion() {
    for (String id : List.of("T2", "T7", "T2-two-cubes", "T2-absent")) {
      TaskSuite.Task task = suite.task(id);
      for (long seed = 0; seed < DRAWS; seed++) {
        List<SceneObject> objects = scenes.draw(task, new SeedStreams(seed)).objects();
        for (int i = 0; i < objects.size(); i++) {
          Vector3 p = objects.get(i).positionMeters();
          assertTrue(p.x() >= -0.10 && p.x() <= 0.20 && p.y() >= -0.25 && p.y() <= 0.25, "" + p);
          assertEquals(objects.get(i).sizeMeters().z() / 2, p.z());
          for (int j = 0; j < i; j++) {
            double gap =
                p.horizontalDistanceTo(objects.get(j).positionMeters())
                    - radius(objects.get(i))
                    - radius(objects.get(j));
            assertTrue(gap >= suite.clearanceMeters(), id + " seed " + seed + ": " + gap);
          }
        }
      }
    }
  }

  /** Radius of the circle that the object's corners stay in. */
  private static double radius(SceneObject object) {
    Vector3 size = object.sizeMeters();
    return object.kind() == ObjectKind.CUBE ? Math.hypot(size.x(), size.y()) / 2 : size.x() / 2;
  }

  @Test
  void everyObjectHasTheKindAndColourOfItsDraw() {
    for (TaskSuite.Task task : suite.tasks()) {
      for (long seed = 0; seed < 20; seed++) {
        TaskScene scene = scenes.draw(task, new SeedStreams(seed));
        List<String> ids = new ArrayList<>();
        task.objects().forEach((key, draw) -> ids.addAll(draw.ids(key)));
        assertEquals(ids, scene.objects().stream().map(SceneObject::id).toList());
        task.objects()
            .forEach(
                (key, draw) -> {
                  for (String id : draw.ids(key)) {
                    SceneObject object = scene.object(id);
                    ColorName color = ColorName.nearest(object.color());
                    assertTrue(draw.kinds().contains(object.kind()), object.toString());
                    if (draw.sameColorAs() == null) {
                      assertTrue(draw.colors().contains(color), object.toString());
                    } else {
                      assertEquals(colorOf(scene, draw.sameColorAs()), color);
                    }
                    if (draw.otherColorThan() != null) {
                      assertNotEquals(colorOf(scene, draw.otherColorThan()), color);
                    }
                  }
                });
      }
    }
  }

  private static ColorName colorOf(TaskScene scene, String id) {
    return ColorName.nearest(scene.object(id).color());
  }

  @Test
  void whatStandsOnAPedestalOrLiesInABowlStaysThere() {
    for (String id : List.of("T3", "T4", "T6")) {
      TaskSuite.Task task = suite.task(id);
      for (long seed = 1; seed <= 12; seed++) {
        TaskScene scene = scenes.draw(task, new SeedStreams(seed));
        try (PlantSimulator cell =
            PlantSimulator.open(
                world, scene.objects(), new SeedStreams(seed).stream("physics").nextLong())) {
          cell.advance(2);
          for (PlantTruth.ObjectTruth object : cell.truth().objects()) {
            SceneObject start = scene.object(object.object().id());
            double moved = object.object().positionMeters().distanceTo(start.positionMeters());
            assertTrue(moved < 0.004, id + " seed " + seed + " " + start.id() + " " + moved);
          }
          assertTrue(
              cell.truth().object(task.target()).touches().contains(task.support()), id + seed);
        }
        double tilt = EpisodeState.tiltRad(scene.object(task.target()));
        assertEquals(id.equals("T3"), Math.min(tilt, Math.PI - tilt) > Math.toRadians(60));
      }
    }
  }

  @Test
  void theCircuitRunsRoundInTheSenseThatIsSaid() {
    Set<String> senses = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      TaskScene scene = scenes.draw(suite.task("T5"), new SeedStreams(seed));
      TaskSuite.Circuit circuit = scene.task().circuit();
      Vector3 middle = new Vector3(circuit.centerMeters().get(0), circuit.centerMeters().get(1), 0);
      boolean clockwise = scene.prompt().contains(" clockwise");
      senses.add(clockwise ? "clockwise" : "counterclockwise");
      assertEquals(4, scene.waypoints().size());
      for (int i = 0; i < 4; i++) {
        Vector3 from = scene.waypoints().get(i).minus(middle);
        Vector3 to = scene.waypoints().get((i + 1) % 4).minus(middle);
        assertEquals(circuit.radiusMeters(), from.norm(), 1e-9);
        assertEquals(clockwise, from.cross(to).z() < 0);
      }
    }
    assertEquals(2, senses.size());
  }

  @Test
  void whatIsAbsentIsNowhere() {
    TaskSuite.Task task = suite.task("T2-absent");
    int greenCups = 0;
    int bottles = 0;
    for (long seed = 0; seed < 4 * DRAWS; seed++) {
      for (SceneObject object : scenes.draw(task, new SeedStreams(seed)).objects()) {
        boolean green = ColorName.nearest(object.color()) == ColorName.GREEN;
        assertFalse(object.kind() == ObjectKind.BOTTLE && green, "seed " + seed);
        greenCups += object.kind() == ObjectKind.CUP && green ? 1 : 0;
        bottles += object.kind() == ObjectKind.BOTTLE ? 1 : 0;
      }
    }
    assertTrue(greenCups > 0 && bottles > 0, "its kind and its colour do occur");
  }

  @Test
  void thePromptNamesTheTargetsColour() {
    Set<String> frames = new HashSet<>();
    for (long seed = 0; seed < DRAWS; seed++) {
      TaskScene scene = scenes.draw(suite.task("T2"), new SeedStreams(seed));
      String word = ColorName.nearest(scene.object(scene.targetId()).color()).word();
      assertTrue(scene.prompt().contains(" " + word + " cube"), scene.prompt());
      assertFalse(scene.prompt().contains("{"), scene.prompt());
      frames.add(scene.prompt().replace(word, "{color}"));
    }
    assertEquals(new HashSet<>(suite.task("T2").prompts()), frames);
    TaskSuite.Task named = suite.task("T2").withPrompts(List.of("a {target} that is {color}"));
    assertEquals(
        "a cube that is purple", scenes.draw(named, new SeedStreams(1), ColorName.PURPLE).prompt());
  }

  @Test
  void theTargetsColourCanBeAskedFor() {
    for (ColorName color : suite.task("T2").objects().get("cube").colors()) {
      TaskScene scene = scenes.draw(suite.task("T2-two-cubes"), new SeedStreams(5), color);
      assertEquals(color, ColorName.nearest(scene.object(scene.targetId()).color()));
    }
    TaskScene drawn = scenes.draw(suite.task("T2"), new SeedStreams(5));
    ColorName color = ColorName.nearest(drawn.object("cube").color());
    assertEquals(drawn, scenes.draw(suite.task("T2"), new SeedStreams(5), color));
  }

  @Test
  void everyShadeKeepsItsName() {
    SplittableRandom random = new SplittableRandom(8);
    for (ColorName name : ColorName.values()) {
      Set<Object> shades = new HashSet<>();
      for (int i = 0; i < 500; i++) {
        var shade = TaskScenes.shade(random, name);
        assertEquals(name, ColorName.nearest(shade));
        shades.add(shade);
      }
      assertTrue(shades.size() > 400, "shades of " + name + " vary");
    }
  }

  @Test
  void whatDoesNotFitIsAnError() {
    TaskSuite tight =
        new TaskSuite(
            suite.suite(),
            suite.world(),
            suite.seeds(),
            new TaskSuite.Region(List.of(0.0, 0.05), List.of(0.0, 0.05)),
            suite.clearanceMeters(),
            suite.tasks(),
            suite.splits());
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> new TaskScenes(tight, world).draw(suite.task("T2"), new SeedStreams(1)))
            .getMessage();
    assertTrue(message.contains("T2") && message.contains("0.04 m"), message);
  }
}
