package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.TriangleMesh;

/**
 * A tree of boxes about the triangles of a mesh, split where the surface area heuristic costs least
 * (MacDonald and Booth 1990; binned as Wald 2007). The origin is the middle of the mesh's bounding
 * box. It keeps the last hit, so it belongs to one thread.
 */
final class MeshTree {
  private static final int BINS = 12;
  private static final int LEAF = 4;

  // Below this depth the halves are equal, which bounds the depth of the whole tree.
  private static final int MAX_UNEVEN_DEPTH = 48;
  private static final int MAX_DEPTH = 80;

  // A ray through the edge of two triangles must not slip between them.
  private static final double EDGE = 1e-12;

  final double centerX;
  final double centerY;
  final double centerZ;
  final double halfX;
  final double halfY;
  final double halfZ;

  /** The triangle of the last successful {@link #intersect}. */
  int hit;

  private final int triangles;
  // (triangles, 9) in the order of the leaves: a corner and the two edges from it
  private final double[] shape;
  private final float[] normals;
  private final float[] textures;
  // (nodes, 6): least and greatest coordinates
  private final double[] bounds;
  // Of a leaf its first triangle, of another node its first child; the second one follows.
  private final int[] first;
  private final int[] length;
  private int nodes;
  private final int[] stack = new int[MAX_DEPTH];
  private final double[] entry = new double[MAX_DEPTH];

  MeshTree(TriangleMesh mesh) {
    triangles = mesh.triangles();
    centerX = (mesh.minMeters().x() + mesh.maxMeters().x()) / 2;
    centerY = (mesh.minMeters().y() + mesh.maxMeters().y()) / 2;
    centerZ = (mesh.minMeters().z() + mesh.maxMeters().z()) / 2;
    halfX = mesh.maxMeters().x() - centerX;
    halfY = mesh.maxMeters().y() - centerY;
    halfZ = mesh.maxMeters().z() - centerZ;
    bounds = new double[6 * 2 * triangles];
    first = new int[2 * triangles];
    length = new int[2 * triangles];
    int[] order = new Builder(mesh).order();
    shape = new double[9 * triangles];
    normals = mesh.isSmooth() ? new float[9 * triangles] : null;
    textures = mesh.hasTextureCoordinates() ? new float[6 * triangles] : null;
    double[] center = {centerX, centerY, centerZ};
    for (int k = 0; k < triangles; k++) {
      int t = order[k];
      for (int a = 0; a < 3; a++) {
        shape[9 * k + a] = mesh.corner(t, 0, a) - center[a];
        shape[9 * k + 3 + a] = mesh.corner(t, 1, a) - mesh.corner(t, 0, a);
        shape[9 * k + 6 + a] = mesh.corner(t, 2, a) - mesh.corner(t, 0, a);
      }
      for (int corner = 0; corner < 3; corner++) {
        for (int a = 0; a < 3 && normals != null; a++) {
          normals[9 * k + 3 * corner + a] = mesh.normal(t, corner, a);
        }
        for (int a = 0; a < 2 && textures != null; a++) {
          textures[6 * k + 2 * corner + a] = mesh.textureCoordinate(t, corner, a);
        }
      }
    }
  }

  /** Sorts the triangles into the nodes. */
  private final class Builder {
    private final TriangleMesh mesh;
    private final int[] order = new int[triangles];
    // (triangles, 6): boxes about the origin of the tree
    private final double[] boxes = new double[6 * triangles];
    private final double[] binBounds = new double[6 * BINS];
    private final int[] binCount = new int[BINS];
    private final double[] costBefore = new double[BINS];

    Builder(TriangleMesh mesh) {
      this.mesh = mesh;
    }

    int[] order() {
      double[] center = {centerX, centerY, centerZ};
      for (int t = 0; t < triangles; t++) {
        order[t] = t;
        for (int a = 0; a < 3; a++) {
          double p = mesh.corner(t, 0, a) - center[a];
          double q = mesh.corner(t, 1, a) - center[a];
          double r = mesh.corner(t, 2, a) - center[a];
          // Rounding must not leave a corner outside.
          double slack = 1e-12 + 1e-12 * Math.max(Math.abs(p), Math.max(Math.abs(q), Math.abs(r)));
          boxes[6 * t + a] = Math.min(p, Math.min(q, r)) - slack;
          boxes[6 * t + 3 + a] = Math.max(p, Math.max(q, r)) + slack;
        }
      }
      nodes = 1;
      split(0, 0, triangles, 0);
      return order;
    }

    private void split(int node, int from, int to, int depth) {
      empty(bounds, 6 * node);
      for (int k = from; k < to; k++) {
        include(bounds, 6 * node, boxes, 6 * order[k]);
      }
      int middle = to - from <= LEAF ? from : middle(node, from, to, depth);
      if (middle == from) {
        first[node] = from;
        length[node] = to - from;
        return;
      }
      int child = nodes;
      nodes += 2;
      first[node] = child;
      split(child, from, middle, depth + 1);
      split(child + 1, middle, to, depth + 1);
    }

    // Returns where the second half begins, or from when a leaf is cheaper.
    private int middle(int node, int from, int to, int depth) {
      int bestAxis = -1;
      int bestBin = 0;
      double best = (to - from) * area(bounds, 6 * node);
      for (int axis = 0; axis < 3 && depth < MAX_UNEVEN_DEPTH; axis++) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = from; k < to; k++) {
          low = Math.min(low, middleOf(order[k], axis));
          high = Math.max(high, middleOf(order[k], axis));
        }
        if (!(high > low)) {
          continue;
        }
        fillBins(from, to, axis, low, BINS / (high - low));
        double[] box = new double[6];
        empty(box, 0);
        int before = 0;
        for (int b = 0; b < BINS - 1; b++) {
          include(box, 0, binBounds, 6 * b);
          before += binCount[b];
          costBefore[b] = before == 0 ? 0 : before * area(box, 0);
        }
        empty(box, 0);
        int after = 0;
        for (int b = BINS - 1; b > 0; b--) {
          include(box, 0, binBounds, 6 * b);
          after += binCount[b];
          double cost = costBefore[b - 1] + (after == 0 ? 0 : after * area(box, 0));
          if (after > 0 && after < to - from && cost < best) {
            best = cost;
            bestAxis = axis;
            bestBin = b;
          }
        }
      }
      if (bestAxis < 0) {
        return to - from <= 2 * LEAF ? from : (from + to) / 2;
      }
      return partition(from, to, bestAxis, bestBin);
    }

    private void fillBins(int from, int to, int axis, double low, double binsPerMeter) {
      for (int b = 0; b < BINS; b++) {
        binCount[b] = 0;
        empty(binBounds, 6 * b);
      }
      for (int k = from; k < to; k++) {
        int b = Math.min(BINS - 1, (int) ((middleOf(order[k], axis) - low) * binsPerMeter));
        binCount[b]++;
        include(binBounds, 6 * b, boxes, 6 * order[k]);
      }
    }

    private int partition(int from, int to, int axis, int bin) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int k = from; k < to; k++) {
        low = Math.min(low, middleOf(order[k], axis));
        high = Math.max(high, middleOf(order[k], axis));
      }
      double binsPerMeter = BINS / (high - low);
      int at = from;
      for (int k = from; k < to; k++) {
        int b = Math.min(BINS - 1, (int) ((middleOf(order[k], axis) - low) * binsPerMeter));
        if (b < bin) {
          int swap = order[k];
          order[k] = order[at];
          order[at++] = swap;
        }
      }
      return at;
    }

    private double middleOf(int triangle, int axis) {
      return boxes[6 * triangle + axis] + boxes[6 * triangle + 3 + axis];
    }
  }

  private static void empty(double[] box, int at) {
    for (int a = 0; a < 3; a++) {
      box[at + a] = Double.POSITIVE_INFINITY;
      box[at + 3 + a] = Double.NEGATIVE_INFINITY;
    }
  }

  private static void include(double[] box, int at, double[] other, int from) {
    for (int a = 0; a < 3; a++) {
      box[at + a] = Math.min(box[at + a], other[from + a]);
      box[at + 3 + a] = Math.max(box[at + 3 + a], other[from + 3 + a]);
    }
  }

  private static double area(double[] box, int at) {
    double x = box[at + 3] - box[at];
    double y = box[at + 4] - box[at + 1];
    double z = box[at + 5] - box[at + 2];
    return x * y + y * z + z * x;
  }

  /**
   * Intersects the triangles with a ray of the tree's frame.
   *
   * @param any whether the first triangle found will do, as for a shadow
   * @return the ray parameter in (tMin, tMax), or {@code tMax} for a miss
   */
  double intersect(
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax,
      boolean any) {
    double ix = 1 / dx;
    double iy = 1 / dy;
    double iz = 1 / dz;
    double best = tMax;
    int depth = 0;
    int node = 0;
    if (enter(0, ox, oy, oz, ix, iy, iz, tMin, best) >= best) {
      return tMax;
    }
    while (true) {
      if (length[node] > 0) {
        int end = first[node] + length[node];
        for (int k = first[node]; k < end; k++) {
          double t = triangle(k, ox, oy, oz, dx, dy, dz, tMin, best);
          if (t < best) {
            best = t;
            hit = k;
            if (any) {
              return t;
            }
          }
        }
      } else {
        int near = first[node];
        int far = near + 1;
        double nearAt = enter(near, ox, oy, oz, ix, iy, iz, tMin, best);
        double farAt = enter(far, ox, oy, oz, ix, iy, iz, tMin, best);
        if (farAt < nearAt) {
          int swap = near;
          near = far;
          far = swap;
          double swapAt = nearAt;
          nearAt = farAt;
          farAt = swapAt;
        }
        if (nearAt < best) {
          if (farAt < best) {
            stack[depth] = far;
            entry[depth++] = farAt;
          }
          node = near;
          continue;
        }
      }
      do {
        if (depth == 0) {
          return best;
        }
        node = stack[--depth];
      } while (entry[depth] >= best);
    }
  }

  // Where the ray enters the box of a node; infinite when it passes by.
  private double enter(
      int node,
      double ox,
      double oy,
      double oz,
      double ix,
      double iy,
      double iz,
      double tMin,
      double tMax) {
    int b = 6 * node;
    double near = tMin;
    double far = tMax;
    double p = (bounds[b] - ox) * ix;
    double q = (bounds[b + 3] - ox) * ix;
    // A 0 * infinity is not-a-number, loses every comparison and narrows nothing.
    double low = p > q ? q : p;
    double high = p > q ? p : q;
    near = low > near ? low : near;
    far = high < far ? high : far;
    p = (bounds[b + 1] - oy) * iy;
    q = (bounds[b + 4] - oy) * iy;
    low = p > q ? q : p;
    high = p > q ? p : q;
    near = low > near ? low : near;
    far = high < far ? high : far;
    p = (bounds[b + 2] - oz) * iz;
    q = (bounds[b + 5] - oz) * iz;
    low = p > q ? q : p;
    high = p > q ? p : q;
    near = low > near ? low : near;
    far = high < far ? high : far;
    return near <= far ? near : Double.POSITIVE_INFINITY;
  }

  // Moeller and Trumbore 1997, from both sides.
  private double triangle(
      int k,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    int s = 9 * k;
    double ax = shape[s + 3];
    double ay = shape[s + 4];
    double az = shape[s + 5];
    double bx = shape[s + 6];
    double by = shape[s + 7];
    double bz = shape[s + 8];
    double px = dy * bz - dz * by;
    double py = dz * bx - dx * bz;
    double pz = dx * by - dy * bx;
    double determinant = ax * px + ay * py + az * pz;
    if (determinant == 0) {
      return tMax;
    }
    double inverse = 1 / determinant;
    double tx = ox - shape[s];
    double ty = oy - shape[s + 1];
    double tz = oz - shape[s + 2];
    double u = (tx * px + ty * py + tz * pz) * inverse;
    if (!(u >= -EDGE && u <= 1 + EDGE)) {
      return tMax;
    }
    double qx = ty * az - tz * ay;
    double qy = tz * ax - tx * az;
    double qz = tx * ay - ty * ax;
    double v = (dx * qx + dy * qy + dz * qz) * inverse;
    if (!(v >= -EDGE && u + v <= 1 + EDGE)) {
      return tMax;
    }
    double t = (bx * qx + by * qy + bz * qz) * inverse;
    return t > tMin && t < tMax ? t : tMax;
  }

  /** Writes the normal of a triangle at a point of the tree's frame, of any length. */
  void normal(int k, double x, double y, double z, double[] out) {
    int s = 9 * k;
    if (normals == null) {
      out[0] = shape[s + 4] * shape[s + 8] - shape[s + 5] * shape[s + 7];
      out[1] = shape[s + 5] * shape[s + 6] - shape[s + 3] * shape[s + 8];
      out[2] = shape[s + 3] * shape[s + 7] - shape[s + 4] * shape[s + 6];
      return;
    }
    weights(k, x, y, z, out);
    double u = out[0];
    double v = out[1];
    for (int a = 0; a < 3; a++) {
      out[a] = (1 - u - v) * normals[s + a] + u * normals[s + 3 + a] + v * normals[s + 6 + a];
    }
  }

  /**
   * Writes the place (u, v) on the texture at a point of the tree's frame, and how much of the
   * texture a metre covers there.
   */
  void texture(int k, double x, double y, double z, double[] out) {
    weights(k, x, y, z, out);
    double a = out[0];
    double b = out[1];
    int t = 6 * k;
    double ux = textures[t + 2] - (double) textures[t];
    double uy = textures[t + 3] - (double) textures[t + 1];
    double vx = textures[t + 4] - (double) textures[t];
    double vy = textures[t + 5] - (double) textures[t + 1];
    out[0] = textures[t] + a * ux + b * vx;
    out[1] = textures[t + 1] + a * uy + b * vy;
    int s = 9 * k;
    double nx = shape[s + 4] * shape[s + 8] - shape[s + 5] * shape[s + 7];
    double ny = shape[s + 5] * shape[s + 6] - shape[s + 3] * shape[s + 8];
    double nz = shape[s + 3] * shape[s + 7] - shape[s + 4] * shape[s + 6];
    out[2] = Math.sqrt(Math.abs(ux * vy - uy * vx) / Math.sqrt(nx * nx + ny * ny + nz * nz));
  }

  // The weights of the second and third corner at a point of the triangle.
  private void weights(int k, double x, double y, double z, double[] out) {
    int s = 9 * k;
    double px = x - shape[s];
    double py = y - shape[s + 1];
    double pz = z - shape[s + 2];
    double aa = square(s + 3);
    double bb = square(s + 6);
    double ab =
        shape[s + 3] * shape[s + 6] + shape[s + 4] * shape[s + 7] + shape[s + 5] * shape[s + 8];
    double pa = px * shape[s + 3] + py * shape[s + 4] + pz * shape[s + 5];
    double pb = px * shape[s + 6] + py * shape[s + 7] + pz * shape[s + 8];
    double inverse = 1 / (aa * bb - ab * ab);
    out[0] = (bb * pa - ab * pb) * inverse;
    out[1] = (aa * pb - ab * pa) * inverse;
  }

  private double square(int at) {
    return shape[at] * shape[at] + shape[at + 1] * shape[at + 1] + shape[at + 2] * shape[at + 2];
  }
}
