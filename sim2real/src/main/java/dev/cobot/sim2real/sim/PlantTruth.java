package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is really so in the simulated plant. For judges and labels only; nothing that acts may see
 * it.
 *
 * @param heldId the object that the gripper holds
 * @param armBlocked whether an obstacle kept the arm from its set-point in the last step
 * @param gripperMeetsTable whether palm or fingers touched the table, or would have but for
 *     yielding, in the last step
 * @param linksInTable the other links of the arm that are now in the table or under it; nothing
 *     keeps them from it
 * @param gripper the forces on the gripper in the last step
 */
public record PlantTruth(
    double timeSeconds,
    List<ObjectTruth> objects,
    Optional<String> heldId,
    boolean armBlocked,
    boolean gripperMeetsTable,
    Set<String> linksInTable,
    GripperTruth gripper) {
  public PlantTruth {
    objects = List.copyOf(objects);
    linksInTable = Set.copyOf(linksInTable);
  }

  /** Returns whether any part of the arm, gripper included, meets the table. */
  public boolean armMeetsTable() {
    return gripperMeetsTable || !linksInTable.isEmpty();
  }

  /**
   * Forces on the gripper.
   *
   * @param leftFingerNewtons sum of the normal forces of all its contacts
   * @param rightFingerNewtons likewise
   * @param palmNewtons likewise
   * @param loadNewtons with which what is held pulls on the finger that it is joined to
   */
  public record GripperTruth(
      double leftFingerNewtons, double rightFingerNewtons, double palmNewtons, double loadNewtons) {
    public static final GripperTruth FREE = new GripperTruth(0, 0, 0, 0);
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
   * @param forcesNewtons sum of the normal forces of its contacts with each other body, by the id
   *     of the object or the name of the link or fixture
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
      boolean asleep,
      Map<String, Double> forcesNewtons) {
    public ObjectTruth {
      touches = Set.copyOf(touches);
      forcesNewtons = Map.copyOf(forcesNewtons);
    }

    /** Returns the normal force between it and the table top. */
    public double tableForceNewtons() {
      return forcesNewtons.getOrDefault(CameraModel.TABLE, 0.0);
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
