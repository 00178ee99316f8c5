package dev.cobot.node.cell;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Optional;

/** What a simulated cell begins with, by seed. */
@FunctionalInterface
public interface CellScene {
  /**
   * One scene.
   *
   * @param physicsSeed draws what the physics varies
   * @param task what is to be done in it, if anything
   */
  record Drawn(List<SceneObject> objects, long physicsSeed, Optional<TaskScene> task) {
    public Drawn {
      objects = List.copyOf(objects);
    }
  }

  /** Returns the scene of a seed; the same seed gives the same scene. */
  Drawn draw(long seed);

  /** Returns a scene of always the same objects. */
  static CellScene of(List<SceneObject> objects) {
    return seed -> new Drawn(objects, seed, Optional.empty());
  }

  /** Returns the scenes of a task, as an evaluation draws them. */
  static CellScene of(TaskSuite suite, TaskSuite.Task task, World world) {
    TaskScenes scenes = new TaskScenes(suite, world);
    return seed -> {
      SeedStreams seeds = new SeedStreams(seed);
      TaskScene scene = scenes.draw(task, seeds);
      return new Drawn(scene.objects(), seeds.stream("physics").nextLong(), Optional.of(scene));
    };
  }
}
