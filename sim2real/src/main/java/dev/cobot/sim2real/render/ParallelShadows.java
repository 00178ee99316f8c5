package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;

/**
 * The shadows of a lamp that is infinitely far away: a grid across its rays, finest at the table's
 * origin and endless, whose cells list the primitives that may stand in their rays, nearest to the
 * lamp first.
 */
final class ParallelShadows implements Shadows {
  private static final int CELLS = 64;
  private static final double SLACK = 1e-9;

  // Half of the cells lie within this distance of the origin.
  private static final double FINE_METERS = 0.6;

  private Primitives primitives;
  // Towards the lamp, and two directions across.
  private Vector3 toLamp = new Vector3(0, 0, 1);
  private Vector3 u = new Vector3(1, 0, 0);
  private Vector3 v = new Vector3(0, 1, 0);
  private double top;
  private final int[] start = new int[CELLS * CELLS + 1];
  private final int[] next = new int[CELLS * CELLS];
  private int[] items = new int[0];
  private int[] order = new int[0];
  private int[] ranges = new int[0];
  // By primitive: how far it reaches towards the lamp, negative; and the rays in its own frame.
  private double[] nearest = new double[0];
  private double[] directions = new double[0];
  private final double[] corners = new double[24];

  /**
   * @param towardsLamp a unit vector
   */
  void build(Primitives scene, Vector3 towardsLamp) {
    primitives = scene;
    toLamp = towardsLamp;
    Vector3 across = Math.abs(toLamp.z()) < 0.9 ? new Vector3(0, 0, 1) : new Vector3(1, 0, 0);
    u = toLamp.cross(across).normalized();
    v = toLamp.cross(u);
    int count = scene.count;
    nearest = Primitives.grown(nearest, count);
    directions = Primitives.grown(directions, 3 * count);
    order = RayTable.grown(order, count);
    ranges = RayTable.grown(ranges, 4 * count);
    top = 0;
    for (int i = 0; i < count; i++) {
      cover(i);
      top = Math.max(top, -nearest[i]);
      double[] r = scene.rotation;
      for (int a = 0; a < 3; a++) {
        directions[3 * i + a] =
            r[9 * i + a] * toLamp.x()
                + r[9 * i + 3 + a] * toLamp.y()
                + r[9 * i + 6 + a] * toLamp.z();
      }
    }
    top += 1;
    scene.order(nearest, order);
    Arrays.fill(next, 0);
    visit(count, false);
    int total = 0;
    for (int cell = 0; cell < next.length; cell++) {
      start[cell] = total;
      total += next[cell];
      next[cell] = start[cell];
    }
    start[next.length] = total;
    items = RayTable.grown(items, total);
    visit(count, true);
  }

  private void cover(int i) {
    primitives.corners(i, corners);
    double reach = Double.NEGATIVE_INFINITY;
    double uMin = Double.POSITIVE_INFINITY;
    double uMax = Double.NEGATIVE_INFINITY;
    double vMin = Double.POSITIVE_INFINITY;
    double vMax = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < 24; k += 3) {
      double a = along(u, corners[k], corners[k + 1], corners[k + 2]);
      double b = along(v, corners[k], corners[k + 1], corners[k + 2]);
      uMin = Math.min(uMin, a);
      uMax = Math.max(uMax, a);
      vMin = Math.min(vMin, b);
      vMax = Math.max(vMax, b);
      reach = Math.max(reach, along(toLamp, corners[k], corners[k + 1], corners[k + 2]));
    }
    nearest[i] = -reach - SLACK;
    ranges[4 * i] = cell(uMin - SLACK);
    ranges[4 * i + 1] = cell(uMax + SLACK);
    ranges[4 * i + 2] = cell(vMin - SLACK);
    ranges[4 * i + 3] = cell(vMax + SLACK);
  }

  private static double along(Vector3 axis, double x, double y, double z) {
    return axis.x() * x + axis.y() * y + axis.z() * z;
  }

  private static int cell(double meters) {
    double folded = meters / (Math.abs(meters) + FINE_METERS);
    int cell = (int) ((folded + 1) * (CELLS / 2.0));
    return cell < 0 ? 0 : Math.min(cell, CELLS - 1);
  }

  private void visit(int count, boolean fill) {
    for (int k = 0; k < count; k++) {
      int i = order[k];
      for (int b = ranges[4 * i + 2]; b <= ranges[4 * i + 3]; b++) {
        for (int a = ranges[4 * i]; a <= ranges[4 * i + 1]; a++) {
          int cell = b * CELLS + a;
          if (fill) {
            items[next[cell]] = i;
          }
          next[cell]++;
        }
      }
    }
  }

  @Override
  public boolean shadowed(double px, double py, double pz, int self) {
    int at = cell(along(v, px, py, pz)) * CELLS + cell(along(u, px, py, pz));
    int end = start[at + 1];
    if (start[at] == end) {
      return false;
    }
    double height = along(toLamp, px, py, pz);
    double far = top - height;
    double[] r = primitives.rotation;
    double[] c = primitives.center;
    for (int k = start[at]; k < end; k++) {
      int i = items[k];
      if (-nearest[i] <= height) {
        return false;
      }
      if (i == self && !primitives.canShadeItself(i)) {
        continue;
      }
      int m = 9 * i;
      double x = px - c[3 * i];
      double y = py - c[3 * i + 1];
      double z = pz - c[3 * i + 2];
      double dx = directions[3 * i];
      double dy = directions[3 * i + 1];
      double dz = directions[3 * i + 2];
      // As with a near lamp the ray comes from above everything, so that entering counts.
      if (primitives.blocks(
          i,
          r[m] * x + r[m + 3] * y + r[m + 6] * z + far * dx,
          r[m + 1] * x + r[m + 4] * y + r[m + 7] * z + far * dy,
          r[m + 2] * x + r[m + 5] * y + r[m + 8] * z + far * dz,
          -dx,
          -dy,
          -dz,
          far - CONTACT_METERS)) {
        return true;
      }
    }
    return false;
  }
}
