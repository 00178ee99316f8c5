package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;

/**
 * One draw of a task: the objects on the table and what is said.
 *
 * @param objects all of them, target and destination included
 * @param targetId the object to move
 * @param destinationId where it should go
 */
public record TaskScene(
    TaskSuite.Task task,
    List<SceneObject> objects,
    String targetId,
    String destinationId,
    String prompt) {
  public TaskScene {
    objects = List.copyOf(objects);
  }

  /** Returns the object of this id. */
  public SceneObject object(String id) {
    return objects.stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }
}
