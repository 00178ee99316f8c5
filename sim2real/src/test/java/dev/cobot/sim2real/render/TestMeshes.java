package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.TriangleMesh;

/** Shapes as triangles, to be compared with the shapes themselves. */
final class TestMeshes {
  private TestMeshes() {}

  /** A cuboid of twelve triangles; each face shows the whole texture, upright from outside. */
  static TriangleMesh box(double sx, double sy, double sz) {
    double[] corners = new double[9 * 12];
    float[] textures = new float[6 * 12];
    int at = 0;
    double[] half = {sx / 2, sy / 2, sz / 2};
    double[][] square = {{-1, -1}, {1, -1}, {1, 1}, {-1, -1}, {1, 1}, {-1, 1}};
    for (int axis = 0; axis < 3; axis++) {
      int across = axis == 0 ? 1 : 0;
      int up = axis == 2 ? 1 : 2;
      for (int side = -1; side <= 1; side += 2) {
        double sign = axis == 1 ? -side : side;
        for (double[] s : square) {
          corners[3 * at + axis] = side * half[axis];
          corners[3 * at + across] = sign * s[0] * half[across];
          corners[3 * at + up] = s[1] * half[up];
          textures[2 * at] = (float) (0.5 + 0.5 * s[0]);
          textures[2 * at + 1] = (float) (0.5 + 0.5 * s[1]);
          at++;
        }
      }
    }
    return new TriangleMesh(corners, null, textures);
  }

  /** A ball of 4 n^2 - 4 n triangles whose corners lie on the sphere. */
  static TriangleMesh ball(double radius, int n, boolean smooth) {
    double[] corners = new double[9 * (4 * n * n - 4 * n)];
    float[] normals = new float[corners.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 2 * n; j++) {
        double[] a = point(i, j, n);
        double[] b = point(i + 1, j, n);
        double[] c = point(i + 1, j + 1, n);
        double[] d = point(i, j + 1, n);
        if (i < n - 1) {
          at = put(corners, normals, at, radius, a, b, c);
        }
        if (i > 0) {
          at = put(corners, normals, at, radius, a, c, d);
        }
      }
    }
    return new TriangleMesh(corners, smooth ? normals : null, null);
  }

  private static double[] point(int i, int j, int n) {
    double polar = Math.PI * i / n;
    double azimuth = Math.PI * (j % (2 * n)) / n;
    double s = i == 0 || i == n ? 0 : StrictMath.sin(polar);
    return new double[] {
      s * StrictMath.cos(azimuth), s * StrictMath.sin(azimuth), StrictMath.cos(polar)
    };
  }

  private static int put(
      double[] corners, float[] normals, int at, double radius, double[]... points) {
    int next = at;
    for (double[] p : points) {
      for (double x : p) {
        normals[next] = (float) x;
        corners[next++] = radius * x;
      }
    }
    return next;
  }
}
