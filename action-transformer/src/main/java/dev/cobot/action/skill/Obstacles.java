package dev.cobot.action.skill;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/** What the hand must stay clear of. */
public record Obstacles(List<Extent> extents) {
  private static final double HALF_HAND_METERS = 0.075;
  private static final double FINGERTIP_METERS = 0.010;
  private static final double MARGIN_METERS = 0.025;

  public static Obstacles of(List<SceneObject> objects) {
    return new Obstacles(objects.stream().map(Extent::of).toList());
  }

  /**
   * Returns the height above which the tool passes over everything on its straight way; 0 when
   * nothing is in the way.
   *
   * @param loadMeters how far what the hand holds reaches below the tool
   */
  public double clearZ(Vector3 from, Vector3 to, double loadMeters) {
    double below = Math.max(FINGERTIP_METERS, loadMeters);
    double clear = 0;
    for (Extent extent : extents) {
      if (distanceToWay(extent.middle(), from, to) < extent.radiusMeters() + HALF_HAND_METERS) {
        clear = Math.max(clear, extent.high().z() + below + MARGIN_METERS);
      }
    }
    return clear;
  }

  /**
   * Returns the smallest horizontal gap from a place to an obstacle that is higher than {@code
   * aboveZ}; 1 when there is none within a metre.
   */
  public double gap(Vector3 place, double aboveZ) {
    double gap = 1;
    for (Extent extent : extents) {
      if (extent.high().z() > aboveZ) {
        gap = Math.min(gap, extent.middle().horizontalDistanceTo(place) - extent.radiusMeters());
      }
    }
    return gap;
  }

  private static double distanceToWay(Vector3 point, Vector3 from, Vector3 to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double length2 = dx * dx + dy * dy;
    double t =
        length2 < 1e-12
            ? 0
            : HandMotion.clamp(
                ((point.x() - from.x()) * dx + (point.y() - from.y()) * dy) / length2);
    return Math.hypot(point.x() - from.x() - t * dx, point.y() - from.y() - t * dy);
  }
}
