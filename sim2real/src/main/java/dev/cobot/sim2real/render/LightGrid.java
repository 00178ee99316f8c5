package dev.cobot.sim2real.render;

import java.util.Arrays;

/**
 * A cube of cells around a lamp; each cell lists the primitives that may cast a shadow in its
 * direction, nearest first. It answers whether a point is in the shadow.
 */
final class LightGrid implements Shadows {
  private static final int CELLS = 40;
  private static final int FACES = 6;
  private static final double SLACK = 1e-9;

  private double lx;
  private double ly;
  private double lz;
  private int[] start = new int[FACES * CELLS * CELLS + 1];
  private final int[] next = new int[FACES * CELLS * CELLS];
  private int[] items = new int[0];
  private int[] order = new int[0];
  private double[] nearest = new double[0];
  private double[] origins = new double[0];
  private final double[] corners = new double[24];
  private Primitives primitives;
  private int[] ranges = new int[0];

  void build(Primitives scene, double lightX, double lightY, double lightZ) {
    primitives = scene;
    lx = lightX;
    ly = lightY;
    lz = lightZ;
    int count = scene.count;
    nearest = Primitives.grown(nearest, count);
    origins = Primitives.grown(origins, 3 * count);
    order = RayTable.grown(order, count);
    ranges = RayTable.grown(ranges, 4 * FACES * count);
    scene.toLocal(lx, ly, lz, origins);
    for (int i = 0; i < count; i++) {
      double dx = scene.center[3 * i] - lx;
      double dy = scene.center[3 * i + 1] - ly;
      double dz = scene.center[3 * i + 2] - lz;
      nearest[i] = Math.sqrt(dx * dx + dy * dy + dz * dz) - scene.boundRadius[i];
      scene.corners(i, corners);
      for (int k = 0; k < 24; k += 3) {
        corners[k] -= lx;
        corners[k + 1] -= ly;
        corners[k + 2] -= lz;
      }
      for (int face = 0; face < FACES; face++) {
        cover(i, face);
      }
    }
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

  // Face 2 a looks along axis a, face 2 a + 1 against it; u and v are the following axes.
  private void cover(int i, int face) {
    int axis = face >> 1;
    int u = (axis + 1) % 3;
    int v = (axis + 2) % 3;
    double sign = (face & 1) == 0 ? 1 : -1;
    double near = Double.POSITIVE_INFINITY;
    double uMin = Double.POSITIVE_INFINITY;
    double uMax = Double.NEGATIVE_INFINITY;
    double vMin = Double.POSITIVE_INFINITY;
    double vMax = Double.NEGATIVE_INFINITY;
    // Corners outside each of the four side planes and behind the lamp.
    int left = 0;
    int right = 0;
    int below = 0;
    int above = 0;
    int behind = 0;
    for (int k = 0; k < 24; k += 3) {
      double w = sign * corners[k + axis];
      double a = corners[k + u];
      double b = corners[k + v];
      behind += w <= 0 ? 1 : 0;
      left += a < -w ? 1 : 0;
      right += a > w ? 1 : 0;
      below += b < -w ? 1 : 0;
      above += b > w ? 1 : 0;
      near = Math.min(near, w);
      uMin = Math.min(uMin, a / w);
      uMax = Math.max(uMax, a / w);
      vMin = Math.min(vMin, b / w);
      vMax = Math.max(vMax, b / w);
    }
    int at = 4 * (i * FACES + face);
    if (behind == 8 || left == 8 || right == 8 || below == 8 || above == 8) {
      ranges[at] = 1;
      ranges[at + 1] = 0;
      return;
    }
    if (near < 1e-6) {
      uMin = -1;
      uMax = 1;
      vMin = -1;
      vMax = 1;
    }
    ranges[at] = cell(uMin - SLACK);
    ranges[at + 1] = cell(uMax + SLACK);
    ranges[at + 2] = cell(vMin - SLACK);
    ranges[at + 3] = cell(vMax + SLACK);
  }

  private static int cell(double coordinate) {
    int cell = (int) ((coordinate + 1) * (CELLS / 2.0));
    return cell < 0 ? 0 : Math.min(cell, CELLS - 1);
  }

  private void visit(int count, boolean fill) {
    for (int k = 0; k < count; k++) {
      int i = order[k];
      for (int face = 0; face < FACES; face++) {
        int at = 4 * (i * FACES + face);
        if (ranges[at] > ranges[at + 1]) {
          continue;
        }
        for (int b = ranges[at + 2]; b <= ranges[at + 3]; b++) {
          int row = (face * CELLS + b) * CELLS;
          for (int a = ranges[at]; a <= ranges[at + 1]; a++) {
            if (fill) {
              items[next[row + a]] = i;
            }
            next[row + a]++;
          }
        }
      }
    }
  }

  @Override
  public boolean shadowed(double px, double py, double pz, int self) {
    double dx = px - lx;
    double dy = py - ly;
    double dz = pz - lz;
    double ax = Math.abs(dx);
    double ay = Math.abs(dy);
    double az = Math.abs(dz);
    int face;
    double u;
    double v;
    if (ax >= ay && ax >= az) {
      face = dx >= 0 ? 0 : 1;
      u = dy / ax;
      v = dz / ax;
    } else if (ay >= az) {
      face = dy >= 0 ? 2 : 3;
      u = dz / ay;
      v = dx / ay;
    } else {
      face = dz >= 0 ? 4 : 5;
      u = dx / az;
      v = dy / az;
    }
    int at = (face * CELLS + cell(v)) * CELLS + cell(u);
    int end = start[at + 1];
    if (start[at] == end) {
      return false;
    }
    double distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
    double tMax = 1 - CONTACT_METERS / distance;
    double[] r = primitives.rotation;
    for (int k = start[at]; k < end; k++) {
      int i = items[k];
      if (nearest[i] >= distance) {
        return false;
      }
      if (i == self && !primitives.canShadeItself(i)) {
        continue;
      }
      int m = 9 * i;
      if (primitives.blocks(
          i,
          origins[3 * i],
          origins[3 * i + 1],
          origins[3 * i + 2],
          r[m] * dx + r[m + 3] * dy + r[m + 6] * dz,
          r[m + 1] * dx + r[m + 4] * dy + r[m + 7] * dz,
          r[m + 2] * dx + r[m + 5] * dy + r[m + 8] * dz,
          tMax)) {
        return true;
      }
    }
    return false;
  }
}
