package dev.cobot.action.decode;

import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Where a motion may lead the tool, table frame: a pose beyond is taken for the nearest one inside.
 * The gate stops what leaves its workspace, and a stop latches; a hand that pushes something along
 * the side of it is to slide, not to be stopped.
 *
 * @param low smallest x, y and z, metres; minus infinity for no bound
 * @param high largest x, y and z, metres
 */
public record Bounds(Vector3 low, Vector3 high) {
  /** Binds nothing. */
  public static final Bounds NONE =
      new Bounds(
          new Vector3(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
          new Vector3(
              Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));

  /** Checks that there is room between the two. */
  public Bounds {
    if (!(low.x() < high.x() && low.y() < high.y() && low.z() < high.z())) {
      throw new IllegalArgumentException("bounds from " + low + " to " + high + " hold nothing");
    }
  }

  /** Returns the nearest pose inside, turned the same way. */
  Transform nearest(Transform tableFromTool) {
    Vector3 at = tableFromTool.translation();
    Vector3 inside =
        new Vector3(
            Math.max(low.x(), Math.min(high.x(), at.x())),
            Math.max(low.y(), Math.min(high.y(), at.y())),
            Math.max(low.z(), Math.min(high.z(), at.z())));
    return inside.equals(at)
        ? tableFromTool
        : new Transform(
            tableFromTool.target(), tableFromTool.source(), inside, tableFromTool.rotation());
  }
}
