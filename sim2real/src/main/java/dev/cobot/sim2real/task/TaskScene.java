package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Optional;

/**
 * One draw of a task: the objects on the table and what is said.
 *
 * @param objects all of them
 * @param waypoints the places that the target is to be brought to, in order, table frame; empty
 *     unless the task has a circuit
 */
public record TaskScene(
    TaskSuite.Task task, List<SceneObject> objects, List<Vector3> waypoints, String prompt) {
  public TaskScene {
    objects = List.copyOf(objects);
    waypoints = List.copyOf(waypoints);
  }

  /** Returns the object of this id. */
  public SceneObject object(String id) {
    return objects.stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  /** Returns the id of what the task is about. */
  public String targetId() {
    return task.target();
  }

  /** Returns the id of the container that the target goes into, if the task has one. */
  public Optional<String> destinationId() {
    return Optional.ofNullable(task.destination());
  }

  /** Returns the id of what the target stands on or lies in, if the task says so. */
  public Optional<String> supportId() {
    return Optional.ofNullable(task.support());
  }

  String idOf(String word) {
    return task.idOf(word);
  }
}
