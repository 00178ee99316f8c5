package dev.cobot.action.skill;

import dev.cobot.action.policy.Progress;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;
import java.util.Optional;

/**
 * All that an expert knows: the present state in the roles that the task gives it, true or
 * believed. What lies in the past and matters is here too, so that the expert needs no memory.
 *
 * @param shape how much room the hand takes
 * @param target what the task is about, as it is now
 * @param other the container that the target goes into, or what it stands on or lies in
 * @param obstacles every further object
 * @param progress how far the task has come
 */
public record Situation(
    HandState hand,
    HandShape shape,
    SceneObject target,
    Optional<SceneObject> other,
    List<SceneObject> obstacles,
    Progress progress) {
  public Situation {
    obstacles = List.copyOf(obstacles);
  }

  public Situation with(HandState newHand, SceneObject newTarget) {
    return new Situation(newHand, shape, newTarget, other, obstacles, progress);
  }
}
