package dev.cobot.brain.belief;

import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands on what. How far away a thing is one picture tells badly, and with it how high it
 * stands; the direction to it is told well. Where it would be over the top of a pedestal that is
 * seen too, it stands there.
 */
public final class Standing {
  /** The middle of the foot must be over the top; both places are uncertain. */
  private static final double MARGIN_METERS = 0.01;

  private Standing() {}

  /** Whether the sizes of what is seen are known, or only how large it looks. */
  public enum Sizes {
    KNOWN {
      @Override
      double factor(ObjectAttributes object, double heightMeters, double topMeters, Vector3 eye) {
        return (eye.z() - topMeters - heightMeters / 2) / (eye.z() - object.positionMeters().z());
      }

      /** What is held to stand on the table, or nearly so, does. */
      @Override
      boolean isPossible(double footMeters, double topMeters) {
        return footMeters > topMeters * HIGH_SHARE;
      }

      @Override
      Vector3 scaled(Vector3 sizeMeters, double factor) {
        return sizeMeters;
      }
    },
    APPARENT {
      @Override
      double factor(ObjectAttributes object, double heightMeters, double topMeters, Vector3 eye) {
        return (eye.z() - topMeters) / (eye.z() - object.positionMeters().z() + heightMeters / 2);
      }

      /** A small thing that stands high looks like a large one on the table behind. */
      @Override
      boolean isPossible(double footMeters, double topMeters) {
        return footMeters < topMeters - SAME_HEIGHT_METERS;
      }

      @Override
      Vector3 scaled(Vector3 sizeMeters, double factor) {
        return sizeMeters.times(factor);
      }
    };

    private static final double HIGH_SHARE = 0.4;
    private static final double SAME_HEIGHT_METERS = 0.015;

    /** Returns how far along the ray from the eye the place on the top is, of the place as seen. */
    abstract double factor(
        ObjectAttributes object, double heightMeters, double topMeters, Vector3 eye);

    abstract boolean isPossible(double footMeters, double topMeters);

    abstract Vector3 scaled(Vector3 sizeMeters, double factor);
  }

  /**
   * Returns the objects of one picture, those on a pedestal moved there along the ray to them.
   *
   * @param eye of the camera, table frame
   */
  public static List<ObjectAttributes> settle(
      List<ObjectAttributes> seen, Vector3 eye, Sizes sizes) {
    List<ObjectAttributes> settled = new ArrayList<>();
    for (ObjectAttributes object : seen) {
      settled.add(
          object.kind().isSupport() ? object : onTop(object, seen, eye, sizes).orElse(object));
    }
    return settled;
  }

  private static Optional<ObjectAttributes> onTop(
      ObjectAttributes object, List<ObjectAttributes> seen, Vector3 eye, Sizes sizes) {
    double height = object.isLying() ? object.sizeMeters().x() : object.sizeMeters().z();
    double foot = object.positionMeters().z() - height / 2;
    ObjectAttributes best = null;
    double least = Double.POSITIVE_INFINITY;
    for (ObjectAttributes under : seen) {
      double top = under.positionMeters().z() + under.sizeMeters().z() / 2;
      if (under.kind() != ObjectKind.PEDESTAL
          || eye.z() <= top + height
          || !sizes.isPossible(foot, top)) {
        continue;
      }
      double factor = sizes.factor(object, height, top, eye);
      Vector3 place = eye.plus(object.positionMeters().minus(eye).times(factor));
      double off = place.horizontalDistanceTo(under.positionMeters());
      double radius = Math.max(under.sizeMeters().x(), under.sizeMeters().y()) / 2;
      if (off < radius + MARGIN_METERS && off < least) {
        best = moved(object, place, sizes.scaled(object.sizeMeters(), factor));
        least = off;
      }
    }
    return Optional.ofNullable(best);
  }

  private static ObjectAttributes moved(
      ObjectAttributes object, Vector3 positionMeters, Vector3 sizeMeters) {
    return new ObjectAttributes(
        object.id(),
        object.kind(),
        positionMeters,
        object.yawRad(),
        object.color(),
        sizeMeters,
        object.score(),
        object.uncertainty(),
        object.axis());
  }
}
