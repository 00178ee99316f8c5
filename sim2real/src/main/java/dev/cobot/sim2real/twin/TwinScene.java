package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.ArmStart;
import java.util.List;

/**
 * A scene out of beliefs, physically possible.
 *
 * @param arm how the arm starts
 * @param placements how each object came to its place, in the order of the objects
 * @param leftOut beliefs that the scene does not have
 */
public record TwinScene(
    List<SceneObject> objects, ArmStart arm, List<Placement> placements, List<LeftOut> leftOut) {
  public TwinScene {
    objects = List.copyOf(objects);
    placements = List.copyOf(placements);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * How an object came to its place.
   *
   * @param support the id of what it stands on or in, {@code table} or {@code gripper}
   * @param shiftedMeters how far it was moved sideways
   * @param liftedMeters how far it was moved up; negative for down
   */
  public record Placement(String id, String support, double shiftedMeters, double liftedMeters) {
    /** Returns how far it was moved. */
    public double movedMeters() {
      return Math.hypot(shiftedMeters, liftedMeters);
    }
  }

  /**
   * A belief that the scene does not have.
   *
   * @param detail one sentence for a person
   */
  public record LeftOut(String id, Why why, String detail) {}

  /** Why a belief is left out. */
  public enum Why {
    /** The world has no model of the kind, or it is the table itself. */
    NO_MODEL,
    /** It is rather not there. */
    LOW_SCORE,
    /** Another belief is of the same object and surer. */
    DUPLICATE
  }
}
