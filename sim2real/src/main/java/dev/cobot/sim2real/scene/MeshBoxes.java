package dev.cobot.sim2real.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Boxes that cover a mesh: it is cut across its longest extent into slices, and each slice has its
 * own bounding box. A bent link is so covered far closer than by one box.
 */
public final class MeshBoxes {
  private static final int MAX_SLICES = 4;
  private static final double MIN_SLICE_METERS = 0.04;
  private static final double MIN_SIZE_METERS = 0.001;

  private static final double MOST_OPEN_EDGES = 0.05;
  private static final double MOST_OPEN_AREA = 0.01;

  private MeshBoxes() {}

  /** A box along the axes of the mesh's frame. */
  public record Box(Vector3 centerMeters, Vector3 sizeMeters) {}

  /** Returns the boxes, at least one. */
  public static List<Box> of(TriangleMesh mesh) {
    double[] min = mesh.minMeters().toArray();
    double[] max = mesh.maxMeters().toArray();
    int axis = 0;
    for (int a = 1; a < 3; a++) {
      if (max[a] - min[a] > max[axis] - min[axis]) {
        axis = a;
      }
    }
    double length = max[axis] - min[axis];
    int slices = (int) Math.max(1, Math.min(MAX_SLICES, Math.floor(length / MIN_SLICE_METERS)));
    double[][] low = new double[slices][3];
    double[][] high = new double[slices][3];
    for (int s = 0; s < slices; s++) {
      Arrays.fill(low[s], Double.POSITIVE_INFINITY);
      Arrays.fill(high[s], Double.NEGATIVE_INFINITY);
    }
    double[][] corner = new double[3][3];
    for (int t = 0; t < mesh.triangles(); t++) {
      for (int k = 0; k < 3; k++) {
        for (int a = 0; a < 3; a++) {
          corner[k][a] = mesh.corner(t, k, a);
        }
      }
      for (int s = 0; s < slices; s++) {
        double from = min[axis] + length * s / slices;
        double to = min[axis] + length * (s + 1) / slices;
        cover(corner, axis, from, to, low[s], high[s]);
      }
    }
    List<Box> boxes = new ArrayList<>();
    for (int s = 0; s < slices; s++) {
      if (low[s][0] <= high[s][0]) {
        Vector3 lowest = Vector3.of(low[s]);
        Vector3 highest = Vector3.of(high[s]);
        Vector3 size = highest.minus(lowest);
        boxes.add(
            new Box(
                lowest.plus(highest).times(0.5),
                new Vector3(
                    Math.max(MIN_SIZE_METERS, size.x()),
                    Math.max(MIN_SIZE_METERS, size.y()),
                    Math.max(MIN_SIZE_METERS, size.z()))));
      }
    }
    return boxes;
  }

  /**
   * Returns which share of its boxes' volume a mesh fills, [0, 1]: little when it is hollow, as a
   * room is; 0 when it does not close, as a bin of single walls, since then it has no volume.
   */
  public static double filledShare(TriangleMesh mesh, List<Box> boxes) {
    if (!closes(mesh)) {
      return 0;
    }
    Vector3 middle = mesh.minMeters().plus(mesh.maxMeters()).times(0.5);
    double sixfold = 0;
    for (int t = 0; t < mesh.triangles(); t++) {
      Vector3 a = corner(mesh, t, 0).minus(middle);
      Vector3 b = corner(mesh, t, 1).minus(middle);
      Vector3 c = corner(mesh, t, 2).minus(middle);
      // The tetrahedron that the triangle spans with the middle, with its sign.
      sixfold += a.dot(b.cross(c));
    }
    double volume = 0;
    for (Box box : boxes) {
      Vector3 size = box.sizeMeters();
      volume += size.x() * size.y() * size.z();
    }
    return Math.min(1, Math.abs(sixfold) / 6 / volume);
  }

  /**
   * Whether a mesh is a closed surface, but for the small faults that files have: nearly every edge
   * has its opposite, and the faces' areas, as vectors, add up to nothing, which a large opening
   * with a rim of many short edges does not.
   */
  private static boolean closes(TriangleMesh mesh) {
    record Edge(Vector3 from, Vector3 to) {}
    Map<Edge, Integer> open = new HashMap<>();
    Vector3 sum = Vector3.ZERO;
    double area = 0;
    for (int t = 0; t < mesh.triangles(); t++) {
      Vector3[] corners = {corner(mesh, t, 0), corner(mesh, t, 1), corner(mesh, t, 2)};
      Vector3 twice = corners[1].minus(corners[0]).cross(corners[2].minus(corners[0]));
      sum = sum.plus(twice);
      area += twice.norm();
      for (int k = 0; k < 3; k++) {
        Vector3 from = corners[k];
        Vector3 to = corners[(k + 1) % 3];
        Edge opposite = new Edge(to, from);
        if (open.containsKey(opposite)) {
          open.computeIfPresent(opposite, (edge, waiting) -> waiting > 1 ? waiting - 1 : null);
        } else {
          open.merge(new Edge(from, to), 1, Integer::sum);
        }
      }
    }
    int alone = open.values().stream().mapToInt(Integer::intValue).sum();
    return alone <= MOST_OPEN_EDGES * 3 * mesh.triangles() && sum.norm() <= MOST_OPEN_AREA * area;
  }

  private static Vector3 corner(TriangleMesh mesh, int triangle, int k) {
    // Adding 0 makes one zero of the two, which are not equal as parts of a record.
    return new Vector3(
        mesh.corner(triangle, k, 0) + 0.0,
        mesh.corner(triangle, k, 1) + 0.0,
        mesh.corner(triangle, k, 2) + 0.0);
  }

  /** Grows a box by the part of a triangle that lies between two planes. */
  private static void cover(
      double[][] corner, int axis, double from, double to, double[] low, double[] high) {
    for (int k = 0; k < 3; k++) {
      double[] p = corner[k];
      double[] q = corner[(k + 1) % 3];
      if (p[axis] >= from && p[axis] <= to) {
        grow(p, low, high);
      }
      for (double plane : new double[] {from, to}) {
        if ((p[axis] < plane && q[axis] > plane) || (p[axis] > plane && q[axis] < plane)) {
          double share = (plane - p[axis]) / (q[axis] - p[axis]);
          double[] cut = new double[3];
          for (int a = 0; a < 3; a++) {
            cut[a] = a == axis ? plane : p[a] + share * (q[a] - p[a]);
          }
          grow(cut, low, high);
        }
      }
    }
  }

  private static void grow(double[] point, double[] low, double[] high) {
    for (int a = 0; a < 3; a++) {
      low[a] = Math.min(low[a], point[a]);
      high[a] = Math.max(high[a], point[a]);
    }
  }
}
