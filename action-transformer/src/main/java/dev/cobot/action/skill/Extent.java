package dev.cobot.action.skill;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;

/**
 * The upright box, table frame, that an object fills as it lies.
 *
 * @param radiusMeters of the circle about the box's middle that holds its footprint
 */
public record Extent(Vector3 low, Vector3 high, double radiusMeters) {
  private static final double UPRIGHT_COSINE = 0.98;

  public static Extent of(SceneObject object) {
    double[] m = object.rotation().toMatrix();
    Vector3 s = object.sizeMeters().times(0.5);
    double x = Math.abs(m[0]) * s.x() + Math.abs(m[1]) * s.y() + Math.abs(m[2]) * s.z();
    double y = Math.abs(m[3]) * s.x() + Math.abs(m[4]) * s.y() + Math.abs(m[5]) * s.z();
    double z = Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z();
    Vector3 half = new Vector3(x, y, z);
    boolean round = object.kind().yawSymmetryOrder() == 0 && Math.abs(m[8]) > UPRIGHT_COSINE;
    double radius = round ? Math.max(s.x(), s.y()) : Math.min(Math.hypot(x, y), s.norm());
    return new Extent(
        object.positionMeters().minus(half), object.positionMeters().plus(half), radius);
  }

  public Vector3 middle() {
    return low.plus(high).times(0.5);
  }
}
