package dev.cobot.brain.belief;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;

/**
 * What the closed fingers push. Two bodies cannot be in one place: an object into whose side the
 * fingers move gives way, whether a picture shows it or the hand hides it.
 */
final class Pushing {
  /** Between fingers with a smaller gap is nothing: they are one body. */
  private static final double CLOSED_METERS = 0.01;

  /** Half the side of the square that closed fingers are, seen from above. */
  private static final double FINGERS_HALF_METERS = 0.01;

  /**
   * Share of an object's half width. Deeper in it than this the fingers did not come from its side:
   * they closed there on nothing, or came down into it. Less is an error of what was seen.
   */
  private static final double DEEP_SHARE = 0.5;

  /**
   * So far from the normal of the contact, radians, friction can lead what is pushed: within it the
   * object goes where the fingers go, else they slide along its side. Found on pushed bowls.
   */
  private static final double FRICTION_RAD = 0.4;

  private HandState before;
  private HandState now;

  /** Takes in where the hand is now. */
  void feel(HandState hand) {
    before = now;
    now = hand;
  }

  /** Returns how far an object that is not held has been pushed since the hand was felt before. */
  Optional<Vector3> of(ObjectAttributes object) {
    if (before == null || !isClosed(before) || !isClosed(now)) {
      return Optional.empty();
    }
    Vector3 size = object.sizeMeters();
    double height = object.isLying() ? size.x() : size.z();
    if (now.positionMeters().z() > object.positionMeters().z() + height / 2) {
      return Optional.empty();
    }
    // How what is not round is turned is known badly: it is pushed as what fits into it.
    double radius = Math.min(size.x(), size.y()) / 2;
    Vector3 normal = fromFingers(object, now);
    double deep = radius - normal.norm();
    double wasDeep = radius - fromFingers(object, before).norm();
    return deep > 0 && wasDeep < DEEP_SHARE * radius && normal.norm() > 0
        ? Optional.of(way(normal, deep))
        : Optional.empty();
  }

  /** Returns the way on which an object leaves the fingers that have come into it. */
  private Vector3 way(Vector3 normal, double deepMeters) {
    Vector3 motion = now.positionMeters().minus(before.positionMeters());
    double across = normal.x() * motion.y() - normal.y() * motion.x();
    double along = normal.x() * motion.x() + normal.y() * motion.y();
    double aside =
        along > 0 ? Math.max(-FRICTION_RAD, Math.min(FRICTION_RAD, Math.atan2(across, along))) : 0;
    double length = deepMeters / Math.cos(aside);
    return Quaternion.fromYaw(aside).rotate(normal).times(length / normal.norm());
  }

  private static boolean isClosed(HandState hand) {
    return !hand.holding() && hand.openingMeters() < CLOSED_METERS;
  }

  /** Returns the horizontal way to an object's middle from what of the fingers is nearest to it. */
  private static Vector3 fromFingers(ObjectAttributes object, HandState hand) {
    Vector3 way =
        Quaternion.fromYaw(-hand.yawRad())
            .rotate(object.positionMeters().minus(hand.positionMeters()));
    return Quaternion.fromYaw(hand.yawRad())
        .rotate(new Vector3(outside(way.x()), outside(way.y()), 0));
  }

  private static double outside(double along) {
    return along - Math.max(-FINGERS_HALF_METERS, Math.min(FINGERS_HALF_METERS, along));
  }
}
