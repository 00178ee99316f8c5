package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.demonstration.ExpertPerformer.Performance;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpertPerformerTest {
  private static World world;
  private static TaskSuite suite;
  private static TaskScenes scenes;

  @BeforeAll
  static void load() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    world = World.load(worlds.resolve("factory_table.world"));
    suite = TaskSuite.load(worlds.resolve("suites/rat7.yaml"));
    scenes = new TaskScenes(suite, world);
  }

  private static Performance perform(boolean noisy, long seed, EpisodeWatch watch) {
    TaskScene scene = scenes.draw(suite.task("T2"), new SeedStreams(seed));
    return new ExpertPerformer(world, noisy).perform(scene, new SeedStreams(seed), watch);
  }

  @Test
  void theTaskIsDoneWithTrueAndWithBlurredSight() {
    for (int seed = 0; seed < 3; seed++) {
      for (boolean noisy : new boolean[] {false, true}) {
        Performance done = perform(noisy, seed, EpisodeWatch.NONE);
        assertTrue(done.success(), seed + ": " + done);
        assertEquals("", done.failure());
        assertEquals("cube", done.pickedId());
        assertEquals("leave", done.phase());
        assertFalse(done.predicates().containsValue(false));
        assertTrue(done.seconds() < 12, done.seconds() + " s");
      }
    }
  }

  /** The rates over 200 seeds come from {@code cobot eval}; this keeps every task alive. */
  @ParameterizedTest
  @ValueSource(strings = {"rat7", "rat7_shared"})
  void everyTaskIsDoneAloneAndInTheSharedScene(String name) throws Exception {
    TaskSuite all =
        TaskSuite.load(
            Path.of(System.getProperty("cobot.home"), "worlds/suites/" + name + ".yaml"));
    for (String id : List.of("T1", "T2", "T3", "T4", "T5", "T6", "T7")) {
      TaskScene scene = new TaskScenes(all, world).draw(all.task(id), new SeedStreams(1));
      Performance done =
          new ExpertPerformer(world, false).perform(scene, new SeedStreams(1), EpisodeWatch.NONE);
      assertTrue(done.success() && !done.meetsTable(), name + " " + id + ": " + done);
      assertEquals(5, done.progress(), id);
    }
  }

  @Test
  void everyTickIsWatchedAndTheSameSeedGivesTheSame() {
    List<Double> times = new ArrayList<>();
    Performance once =
        perform(
            true,
            5,
            (cell, tick) -> {
              assertEquals(times.size(), tick);
              times.add(cell.timeSeconds());
            });
    for (int i = 1; i < times.size(); i++) {
      assertEquals(0.04, times.get(i) - times.get(i - 1), 1e-9);
    }
    assertEquals(once.seconds(), times.size() * 0.04, 1e-6);
    assertEquals(once, perform(true, 5, EpisodeWatch.NONE));
  }

  @Test
  void aTaskThatWantsARefusalIsAnError() {
    TaskScene scene = scenes.draw(suite.task("T2-absent"), new SeedStreams(1));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ExpertPerformer(world, false)
                        .perform(scene, new SeedStreams(1), EpisodeWatch.NONE))
            .getMessage();
    assertTrue(message.contains("T2-absent") && message.contains("--tasks"), message);
  }
}
