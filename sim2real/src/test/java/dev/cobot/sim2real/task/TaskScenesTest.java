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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskScenesTest {
  private static final int DRAWS = 150;
  private static final Map<ObjectKind, Vector3> SIZES =
      Map.of(
          ObjectKind.CUBE, new Vector3(0.04, 0.04, 0.04),
          ObjectKind.BOWL, new Vector3(0.16, 0.16, 0.06),
          ObjectKind.CUP, new Vector3(0.07, 0.07, 0.09),
          ObjectKind.BOTTLE, new Vector3(0.06, 0.06, 0.2));
  private static TaskSuite suite;
  private static TaskScenes scenes;

  @BeforeAll
  static void load() throws Exception {
    suite = TaskSuite.load(TaskSuiteTest.RAT7);
    scenes = new TaskScenes(suite, SIZES);
  }

  @Test
  void theSameSeedDrawsTheSameScene() {
    Set<Vector3> places = new HashSet<>();
    for (TaskSuite.Task task : suite.tasks()) {
      for (long seed = 0; seed < 20; seed++) {
        TaskScene scene = scenes.draw(task, new SeedStreams(seed));
        assertEquals(scene, scenes.draw(task, new SeedStreams(seed)));
        places.add(scene.object("target").positionMeters());
      }
    }
    assertEquals(20 * suite.tasks().size(), places.size(), "other seeds draw other scenes");
  }

  @Test
  void objectsStandApartInsideTheRegion() {
    for (TaskSuite.Task task : suite.tasks()) {
      for (long seed = 0; seed < DRAWS; seed++) {
        List<SceneObject> objects = scenes.draw(task, new SeedStreams(seed)).objects();
        for (int i = 0; i < objects.size(); i++) {
          Vector3 p = objects.get(i).positionMeters();
          assertTrue(p.x() >= -0.10 && p.x() <= 0.20 && p.y() >= -0.25 && p.y() <= 0.25, "" + p);
          assertEquals(SIZES.get(objects.get(i).kind()).z() / 2, p.z());
          for (int j = 0; j < i; j++) {
            double gap =
                p.horizontalDistanceTo(objects.get(j).positionMeters())
                    - radius(objects.get(i))
                    - radius(objects.get(j));
            assertTrue(gap >= suite.clearanceMeters(), task.id() + " seed " + seed + ": " + gap);
          }
        }
      }
    }
  }

  /** Radius of the circle that the object's corners stay in. */
  private static double radius(SceneObject object) {
    return object.kind() == ObjectKind.CUBE ? Math.hypot(0.02, 0.02) : object.sizeMeters().x() / 2;
  }

  @Test
  void rolesHaveTheKindsAndColoursOfTheirDraws() {
    for (TaskSuite.Task task : suite.tasks()) {
      for (long seed = 0; seed < DRAWS; seed++) {
        TaskScene scene = scenes.draw(task, new SeedStreams(seed));
        int others =
            (task.rivals() == null ? 0 : task.rivals().count())
                + (task.distractors() == null ? 0 : task.distractors().count());
        assertEquals(2 + others, scene.objects().size());
        assertEquals(
            scene.objects().size(),
            scene.objects().stream().map(SceneObject::id).distinct().count());
        inDraw(task.target(), scene.object(scene.targetId()));
        inDraw(task.destination(), scene.object(scene.destinationId()));
        for (SceneObject object : scene.objects()) {
          if (object.id().startsWith("rival")) {
            inDraw(task.rivals(), object);
            assertNotEquals(
                ColorName.nearest(scene.object("target").color()),
                ColorName.nearest(object.color()));
          } else if (object.id().startsWith("distractor")) {
            inDraw(task.distractors(), object);
          }
        }
      }
    }
  }

  private static void inDraw(TaskSuite.Draw draw, SceneObject object) {
    assertTrue(draw.kinds().contains(object.kind()), object.toString());
    assertTrue(draw.colors().contains(ColorName.nearest(object.color())), object.toString());
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
      String word = ColorName.nearest(scene.object("target").color()).word();
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
    for (ColorName color : suite.task("T2").target().colors()) {
      TaskScene scene = scenes.draw(suite.task("T2-two-cubes"), new SeedStreams(5), color);
      assertEquals(color, ColorName.nearest(scene.object("target").color()));
    }
    TaskScene drawn = scenes.draw(suite.task("T2"), new SeedStreams(5));
    ColorName color = ColorName.nearest(drawn.object("target").color());
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
            new TaskSuite.Region(List.of(0.0, 0.05), List.of(0.0, 0.05)),
            suite.clearanceMeters(),
            suite.tasks());
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> new TaskScenes(tight, SIZES).draw(suite.task("T2"), new SeedStreams(1)))
            .getMessage();
    assertTrue(message.contains("T2") && message.contains("0.04 m"), message);
    String unknown =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new TaskScenes(suite, Map.of(ObjectKind.CUBE, SIZES.get(ObjectKind.CUBE)))
                        .draw(suite.task("T2"), new SeedStreams(1)))
            .getMessage();
    assertTrue(unknown.contains("bowl"), unknown);
  }
}
