package dev.cobot.brain.language;

/**
 * Where an object is said to be, or what is in it, as the robot sees the table: in the table frame
 * left is +y, the back is +x, and the front is the side on which the robot stands.
 */
public enum SpatialRelation {
  LEFT(0),
  RIGHT(0),
  FRONT(0),
  BACK(0),
  MIDDLE(0),
  /** Of a container: nothing lies in it. */
  EMPTY(0),
  LEFT_OF(1),
  RIGHT_OF(1),
  IN_FRONT_OF(1),
  BEHIND(1),
  /** Nearest of all to another object, and not far from it. */
  NEXT_TO(1),
  NEAREST_TO(1),
  FARTHEST_FROM(1),
  IN(1),
  ON(1),
  BETWEEN(2),
  /** Any but another object; of several alike, one that has not been put into something. */
  OTHER_THAN(1);

  private final int anchors;

  SpatialRelation(int anchors) {
    this.anchors = anchors;
  }

  /** Returns to how many other objects it relates one. */
  public int anchors() {
    return anchors;
  }
}
