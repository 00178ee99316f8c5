package dev.cobot.node.topics;

/** Tells how far a gripper is open that has no joints in the joint states. Any thread. */
@FunctionalInterface
public interface OpeningSource {
  /**
   * @param openingMeters between the pads
   * @param velocityMetersPerSecond positive while it opens
   */
  record Reading(double openingMeters, double velocityMetersPerSecond) {}

  /**
   * Returns how far it is open.
   *
   * @param stampNanos of the arm's state that it is to be told with
   * @throws IllegalArgumentException with what is missing, when nothing tells it
   */
  Reading at(long stampNanos);
}
