package dev.cobot.action.skill;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import java.util.List;
import java.util.Optional;

/**
 * All that an expert knows: the present state in the roles that the task gives it, true or
 * believed. What lies in the past and matters is here too, so that the expert needs no memory.
 *
 * @param target what the task is about, as it is now
 * @param other the container that the target goes into, or what it stands on or lies in
 * @param obstacles every further object
 * @param waypoints the places that the target has still to be brought to, in order; empty unless
 *     the task has some
 * @param wiped what the target has swept, if the task is to wipe
 */
public record Situation(
    HandState hand,
    SceneObject target,
    Optional<SceneObject> other,
    List<SceneObject> obstacles,
    List<Vector3> waypoints,
    Optional<WipedArea> wiped) {
  public Situation {
    obstacles = List.copyOf(obstacles);
    waypoints = List.copyOf(waypoints);
  }

  public Situation with(HandState newHand, SceneObject newTarget) {
    return new Situation(newHand, newTarget, other, obstacles, waypoints, wiped);
  }
}
