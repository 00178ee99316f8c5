package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is really so in the simulated cell. For judges and labels only; nothing that acts may see
 * it.
 *
 * @param heldId the object that the gripper holds
 * @param armBlocked whether an obstacle kept the arm from its set-point in the last step
 */
public record CellTruth(
    double timeSeconds, List<ObjectTruth> objects, Optional<String> heldId, boolean armBlocked) {
  public CellTruth {
    objects = List.copyOf(objects);
  }

  /**
   * One object.
   *
   * @param object with its present pose
   * @param linearVelocity of the centre of mass, metres a second, table frame
   * @param angularVelocity radians a second, table frame
   * @param touchesGripper whether any part of the gripper, palm included, touches it
   * @param touchesTable whether it touches the table top
   * @param touches the ids of the objects that it touches
   * @param asleep whether it has come to rest
   */
  public record ObjectTruth(
      SceneObject object,
      Vector3 linearVelocity,
      Vector3 angularVelocity,
      boolean touchesLeftFinger,
      boolean touchesRightFinger,
      boolean touchesGripper,
      boolean touchesTable,
      Set<String> touches,
      boolean asleep) {
    public ObjectTruth {
      touches = Set.copyOf(touches);
    }

    public double speedMetersPerSecond() {
      return linearVelocity.norm();
    }
  }

  /** Returns the object of this id. */
  public ObjectTruth object(String id) {
    for (ObjectTruth truth : objects) {
      if (truth.object().id().equals(id)) {
        return truth;
      }
    }
    throw new IllegalArgumentException(
        "there is no object '"
            + id
            + "'; there are "
            + objects.stream().map(t -> t.object().id()).toList());
  }
}
