package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Extent;
import dev.cobot.action.skill.InHand;
import dev.cobot.brain.belief.Track;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;

/** Looks for a place on the table at which neither the object nor the open hand meets anything. */
final class FreePlace {
  /** From the middle of the open hand to its outer side, with some room. */
  private static final double HALF_HAND_METERS = 0.08;

  private static final double ROOM_METERS = 0.02;
  private static final double RING_METERS = 0.03;
  private static final int RINGS = 12;
  private static final int ANGLES = 16;

  /** Nearer to the sides of where the hand may go it does not put things. */
  private static final double SIDE_METERS = 0.05;

  /** What stands on a pedestal has its bottom above this; on the table it is believed lower. */
  private static final double RAISED_METERS = 0.02;

  private FreePlace() {}

  /**
   * Returns where the centre of what is held can come to rest, table frame, as near to where it is
   * as possible; nothing where no place is free.
   */
  static Optional<Vector3> near(InHand inHand) {
    ObjectAttributes held = inHand.held().attributes();
    Vector3 at = held.positionMeters();
    double z = restingZ(inHand);
    for (int ring = 0; ring <= RINGS; ring++) {
      for (int k = 0; k < (ring == 0 ? 1 : ANGLES); k++) {
        double angle = 2 * Math.PI * k / ANGLES;
        Vector3 place =
            new Vector3(
                at.x() + ring * RING_METERS * Math.cos(angle),
                at.y() + ring * RING_METERS * Math.sin(angle),
                z);
        if (isInside(place, inHand) && isFree(place, inHand)) {
          return Optional.of(place);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns how high the centre is when it rests on the table. Where it was taken from the table,
   * as high as there: the hand knows that better than the size that was seen.
   */
  private static double restingZ(InHand inHand) {
    ObjectAttributes held = inHand.held().attributes();
    double half = held.positionMeters().z() - Extent.of(InHand.believed(held)).low().z();
    return inHand
        .takenFrom()
        .map(from -> from.positionMeters().z())
        .filter(z -> z - half < RAISED_METERS)
        .orElse(half);
  }

  private static boolean isInside(Vector3 place, InHand inHand) {
    Vector3 low = inHand.bounds().low();
    Vector3 high = inHand.bounds().high();
    return place.x() > low.x() + SIDE_METERS
        && place.x() < high.x() - SIDE_METERS
        && place.y() > low.y() + SIDE_METERS
        && place.y() < high.y() - SIDE_METERS;
  }

  private static boolean isFree(Vector3 place, InHand inHand) {
    double radius = Math.max(HALF_HAND_METERS, radius(inHand.held().attributes()) + ROOM_METERS);
    return inHand.others().stream().allMatch(other -> gap(place, other) > radius);
  }

  /** Returns what has come to be where something was; what it stood on or in is none of that. */
  static Optional<Track> taken(InHand inHand, ObjectAttributes from) {
    double radius = radius(from);
    return inHand.others().stream()
        .filter(other -> !other.attributes().kind().isSupport())
        .filter(other -> other.attributes().kind() != ObjectKind.TABLE)
        .filter(other -> gap(from.positionMeters(), other) < radius)
        .findFirst();
  }

  private static double gap(Vector3 place, Track other) {
    Extent extent = Extent.of(InHand.believed(other.attributes()));
    return extent.middle().horizontalDistanceTo(place) - extent.radiusMeters();
  }

  private static double radius(ObjectAttributes object) {
    return Extent.of(InHand.believed(object)).radiusMeters();
  }
}
