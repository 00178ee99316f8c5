package dev.cobot.sim2real.render;

import java.util.Arrays;

/**
 * For each tile of the picture, the primitives that may be seen in it, nearest first. Conservative:
 * a primitive's bounding box is projected, and one that reaches behind the camera is everywhere.
 */
final class TileLists {
  /** Nothing nearer to the camera than this is drawn, metres along the optical axis. */
  static final double NEAR_METERS = 1e-3;

  // Rounding of the projected bounds, relative to a ray of length one.
  private static final double SLACK = 1e-9;

  int[] start = new int[0];
  int[] items = new int[0];

  // By primitive: depth of the nearest corner, and the bounds (xMin, xMax, yMin, yMax) of the rays.
  double[] nearest = new double[0];
  double[] bounds = new double[0];

  private int[] order = new int[0];
  private int[] next = new int[0];
  private final double[] corners = new double[24];

  /**
   * @param eye position of the camera, table frame
   * @param tableFromCamera rotation, row-major
   */
  void build(Primitives primitives, RayTable table, double[] eye, double[] tableFromCamera) {
    int count = primitives.count;
    int tiles = table.tileColumns * table.tileRows;
    nearest = Primitives.grown(nearest, count);
    bounds = Primitives.grown(bounds, 4 * count);
    order = RayTable.grown(order, count);
    start = RayTable.grown(start, tiles + 1);
    next = RayTable.grown(next, tiles);
    for (int i = 0; i < count; i++) {
      project(primitives, i, eye, tableFromCamera);
    }
    primitives.order(nearest, order);
    Arrays.fill(next, 0, tiles, 0);
    visit(count, table, false);
    int total = 0;
    for (int tile = 0; tile < tiles; tile++) {
      start[tile] = total;
      total += next[tile];
      next[tile] = start[tile];
    }
    start[tiles] = total;
    items = RayTable.grown(items, total);
    visit(count, table, true);
  }

  private void project(Primitives primitives, int i, double[] eye, double[] r) {
    primitives.corners(i, corners);
    double near = Double.POSITIVE_INFINITY;
    double far = Double.NEGATIVE_INFINITY;
    double xMin = Double.POSITIVE_INFINITY;
    double xMax = Double.NEGATIVE_INFINITY;
    double yMin = Double.POSITIVE_INFINITY;
    double yMax = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < 24; k += 3) {
      double dx = corners[k] - eye[0];
      double dy = corners[k + 1] - eye[1];
      double dz = corners[k + 2] - eye[2];
      double z = r[2] * dx + r[5] * dy + r[8] * dz;
      double x = (r[0] * dx + r[3] * dy + r[6] * dz) / z;
      double y = (r[1] * dx + r[4] * dy + r[7] * dz) / z;
      near = Math.min(near, z);
      far = Math.max(far, z);
      xMin = Math.min(xMin, x);
      xMax = Math.max(xMax, x);
      yMin = Math.min(yMin, y);
      yMax = Math.max(yMax, y);
    }
    nearest[i] = near - SLACK;
    if (far < NEAR_METERS) {
      // Wholly behind the camera: bounds that no tile meets.
      set(i, 1, -1, 1, -1);
    } else if (near < NEAR_METERS) {
      double everywhere = Double.POSITIVE_INFINITY;
      set(i, -everywhere, everywhere, -everywhere, everywhere);
    } else {
      set(i, xMin - SLACK, xMax + SLACK, yMin - SLACK, yMax + SLACK);
    }
  }

  private void set(int i, double xMin, double xMax, double yMin, double yMax) {
    bounds[4 * i] = xMin;
    bounds[4 * i + 1] = xMax;
    bounds[4 * i + 2] = yMin;
    bounds[4 * i + 3] = yMax;
  }

  private void visit(int count, RayTable table, boolean fill) {
    double[] tile = table.tileBounds;
    for (int k = 0; k < count; k++) {
      int i = order[k];
      double xMin = bounds[4 * i];
      double xMax = bounds[4 * i + 1];
      double yMin = bounds[4 * i + 2];
      double yMax = bounds[4 * i + 3];
      if (xMin > xMax) {
        continue;
      }
      for (int row = 0; row < table.tileRows; row++) {
        if (table.tileRowBounds[2 * row] > yMax || table.tileRowBounds[2 * row + 1] < yMin) {
          continue;
        }
        int end = (row + 1) * table.tileColumns;
        for (int t = row * table.tileColumns; t < end; t++) {
          int b = 4 * t;
          if (tile[b] <= xMax
              && tile[b + 1] >= xMin
              && tile[b + 2] <= yMax
              && tile[b + 3] >= yMin) {
            if (fill) {
              items[next[t]] = i;
            }
            next[t]++;
          }
        }
      }
    }
  }
}
