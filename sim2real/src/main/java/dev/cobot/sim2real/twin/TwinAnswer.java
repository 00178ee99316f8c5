package dev.cobot.sim2real.twin;

/** What becomes of beliefs: a scene, or why there is none. */
public sealed interface TwinAnswer {

  /** A scene that a simulator can hold. */
  record Built(TwinScene scene) implements TwinAnswer {}

  /**
   * No scene.
   *
   * @param objectId the object that is in the way of one, empty when it is no single object
   * @param detail one sentence for a person
   */
  record Refused(Reason reason, String objectId, String detail) implements TwinAnswer {}

  /** Why beliefs are no scene. */
  enum Reason {
    /** A value is not finite or not positive where it must be. */
    NOT_FINITE,
    /** There are more objects than a table holds. */
    TOO_MANY,
    /** The arm's state is not one of this arm, or what it holds is not believed to be there. */
    ARM,
    /** The object's centre is not above the table. */
    OFF_TABLE,
    /** Nothing is near enough below the object to carry it. */
    FLOATS,
    /** The object is too low to stand upright, and what lies has no pose in a belief. */
    NOT_UPRIGHT,
    /** Two objects take the same place, farther than their uncertainty could explain. */
    INSEPARABLE
  }
}
