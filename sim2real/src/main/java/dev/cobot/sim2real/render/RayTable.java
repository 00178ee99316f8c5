package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.LensDistortion;
import java.util.Arrays;
import java.util.List;

/**
 * Where each pixel centre of a lens looks: (x, y, 1) in the optical frame, so that the length along
 * a ray is the depth along the optical axis. One pixel of border on each side serves interpolation
 * and conservative tile bounds.
 *
 * <p>A pixel which no light reaches through the lens model (its distortion folds back), or which
 * looks 90 degrees or more off the axis, is NaN.
 */
final class RayTable {
  static final int TILE = 8;
  private static final int MAX_ITERATIONS = 100;
  private static final double CONVERGED = 1e-13;
  private static final double ACCEPTED = 1e-9;

  final CameraIntrinsics intrinsics;
  final int width;
  final int height;
  final int stride;
  // (height + 2, width + 2), row-major
  final double[] x;
  final double[] y;
  final int tileColumns;
  final int tileRows;
  // For each tile: the bounds of its rays (xMin, xMax, yMin, yMax); an empty range if it has none.
  final double[] tileBounds;
  final double[] tileRowBounds;

  RayTable(CameraIntrinsics intrinsics) {
    this.intrinsics = intrinsics;
    width = intrinsics.widthPixels();
    height = intrinsics.heightPixels();
    stride = width + 2;
    x = new double[stride * (height + 2)];
    y = new double[stride * (height + 2)];
    undistortAll(intrinsics);
    tileColumns = (width + TILE - 1) / TILE;
    tileRows = (height + TILE - 1) / TILE;
    tileBounds = new double[4 * tileColumns * tileRows];
    tileRowBounds = new double[2 * tileRows];
    boundTiles();
  }

  int index(int column, int row) {
    return (row + 1) * stride + column + 1;
  }

  private void undistortAll(CameraIntrinsics lens) {
    if (lens.lensDistortion().model() == LensDistortion.Model.PLUMB_BOB) {
      undistortPlumbBob(lens);
      return;
    }
    for (int row = -1; row <= height; row++) {
      for (int column = -1; column <= width; column++) {
        double[] ray =
            lens.undistort((column - lens.cx()) / lens.fx(), (row - lens.cy()) / lens.fy());
        x[index(column, row)] = ray[0];
        y[index(column, row)] = ray[1];
      }
    }
  }

  // Each pixel starts from its neighbour's shift, which is faster than one by one.
  private void undistortPlumbBob(CameraIntrinsics lens) {
    List<Double> d = lens.distortion();
    double k1 = d.get(0);
    double k2 = d.get(1);
    double p1 = d.get(2);
    double p2 = d.get(3);
    double k3 = d.get(4);
    boolean ideal = d.stream().allMatch(v -> v == 0);
    for (int row = -1; row <= height; row++) {
      double shiftX = 0;
      double shiftY = 0;
      for (int column = -1; column <= width; column++) {
        double targetX = (column - lens.cx()) / lens.fx();
        double targetY = (row - lens.cy()) / lens.fy();
        int at = index(column, row);
        if (ideal) {
          x[at] = targetX;
          y[at] = targetY;
          continue;
        }
        double px = targetX + shiftX;
        double py = targetY + shiftY;
        double error = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MAX_ITERATIONS && error > CONVERGED; i++) {
          double r2 = px * px + py * py;
          double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
          double ex = targetX - (px * radial + 2 * p1 * px * py + p2 * (r2 + 2 * px * px));
          double ey = targetY - (py * radial + p1 * (r2 + 2 * py * py) + 2 * p2 * px * py);
          px += ex;
          py += ey;
          error = Math.abs(ex) + Math.abs(ey);
        }
        // A place beyond the fold may be a fixed point too, but no light comes from there.
        if (error < ACCEPTED && !Double.isNaN(lens.distort(px, py)[0])) {
          x[at] = px;
          y[at] = py;
          shiftX = px - targetX;
          shiftY = py - targetY;
        } else {
          double[] ray = lens.undistort(targetX, targetY);
          x[at] = ray[0];
          y[at] = ray[1];
          shiftX = 0;
          shiftY = 0;
        }
      }
    }
  }

  private void boundTiles() {
    for (int tileRow = 0; tileRow < tileRows; tileRow++) {
      double rowMin = Double.POSITIVE_INFINITY;
      double rowMax = Double.NEGATIVE_INFINITY;
      for (int tileColumn = 0; tileColumn < tileColumns; tileColumn++) {
        double[] b = {
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY
        };
        for (int row = tileRow * TILE - 1; row <= Math.min(height, tileRow * TILE + TILE); row++) {
          int last = Math.min(width, tileColumn * TILE + TILE);
          for (int column = tileColumn * TILE - 1; column <= last; column++) {
            int at = index(column, row);
            if (!Double.isNaN(x[at])) {
              b[0] = Math.min(b[0], x[at]);
              b[1] = Math.max(b[1], x[at]);
              b[2] = Math.min(b[2], y[at]);
              b[3] = Math.max(b[3], y[at]);
            }
          }
        }
        System.arraycopy(b, 0, tileBounds, 4 * (tileRow * tileColumns + tileColumn), 4);
        rowMin = Math.min(rowMin, b[2]);
        rowMax = Math.max(rowMax, b[3]);
      }
      tileRowBounds[2 * tileRow] = rowMin;
      tileRowBounds[2 * tileRow + 1] = rowMax;
    }
  }

  /** Returns an array of at least this length, the same one if it is long enough. */
  static int[] grown(int[] array, int length) {
    return array.length >= length
        ? array
        : Arrays.copyOf(array, Math.max(length, 2 * array.length));
  }
}
