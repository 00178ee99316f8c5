package dev.cobot.sim2real.task;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;

/** What a predicate is asked about: the true state now and what has happened since the start. */
record EpisodeState(TaskScene scene, PlantTruth truth, ArmState arm, EpisodeMemory memory) {

  /** Returns the object that a suite's word names: a role or an id. */
  PlantTruth.ObjectTruth object(String word) {
    return truth.object(scene.idOf(word));
  }

  SceneObject now(String word) {
    return object(word).object();
  }

  SceneObject atStart(String word) {
    return scene.object(scene.idOf(word));
  }

  boolean held(String word) {
    return truth.heldId().filter(scene.idOf(word)::equals).isPresent();
  }

  /** Returns the angle of the object's own z axis from the vertical, radians in [0, pi]. */
  double tiltRad(String word) {
    return tiltRad(now(word));
  }

  static double tiltRad(SceneObject object) {
    Vector3 up = object.rotation().rotate(new Vector3(0, 0, 1));
    return StrictMath.acos(Math.max(-1, Math.min(1, up.z())));
  }

  /** Returns the lowest z of the object as it lies: of its box, or of a round body's rims. */
  double lowestMeters(String word) {
    return now(word).positionMeters().z() - halfHeightMeters(now(word));
  }

  static double halfHeightMeters(SceneObject object) {
    double[] m = object.rotation().toMatrix();
    Vector3 s = object.sizeMeters();
    if (object.kind().yawSymmetryOrder() == 0) {
      return (s.x() * StrictMath.sqrt(Math.max(0, 1 - m[8] * m[8])) + s.z() * Math.abs(m[8])) / 2;
    }
    return (Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z()) / 2;
  }
}
