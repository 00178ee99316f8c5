package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/** Makes meshes by turning a profile about z, and by drawing a circle along a path. */
final class Lathe {
  // Neighbouring faces that meet at less than this angle look like one curved surface.
  private static final double SMOOTH_COSINE = Math.cos(Math.toRadians(40));

  private Lathe() {}

  /** A point of a profile: distance from the axis and height, metres. */
  record Point(double radius, double z) {}

  /**
   * Turns a profile about the z axis.
   *
   * @param given the profile, from one end to the other; the outside lies on its right when it goes
   *     up
   * @param segments faces around the axis
   * @param flattening factor on y, 1 for a body of revolution
   */
  static TriangleMesh turn(List<Point> given, int segments, double flattening) {
    List<Point> profile = new ArrayList<>();
    for (Point p : given) {
      if (profile.isEmpty() || !p.equals(profile.get(profile.size() - 1))) {
        profile.add(p);
      }
    }
    int spans = profile.size() - 1;
    double[] slopeR = new double[spans];
    double[] slopeZ = new double[spans];
    double[] along = new double[spans + 1];
    for (int i = 0; i < spans; i++) {
      double dr = profile.get(i + 1).radius() - profile.get(i).radius();
      double dz = profile.get(i + 1).z() - profile.get(i).z();
      double length = Math.max(1e-9, Math.hypot(dr, dz));
      // The normal of a span that goes up points away from the axis.
      slopeR[i] = dz / length;
      slopeZ[i] = -dr / length;
      along[i + 1] = along[i] + length;
    }
    Triangles triangles = new Triangles();
    for (int i = 0; i < spans; i++) {
      double[] low = joined(slopeR, slopeZ, i, i - 1);
      double[] high = joined(slopeR, slopeZ, i, i + 1);
      Point a = profile.get(i);
      Point b = profile.get(i + 1);
      for (int s = 0; s < segments; s++) {
        double from = 2 * Math.PI * s / segments;
        double to = 2 * Math.PI * (s + 1) / segments;
        Corner lowFrom = corner(a, from, low, flattening, s, segments, along[i] / along[spans]);
        Corner lowTo = corner(a, to, low, flattening, s + 1, segments, along[i] / along[spans]);
        Corner highFrom =
            corner(b, from, high, flattening, s, segments, along[i + 1] / along[spans]);
        Corner highTo =
            corner(b, to, high, flattening, s + 1, segments, along[i + 1] / along[spans]);
        if (a.radius() > 0) {
          triangles.add(lowFrom, lowTo, highTo);
        }
        if (b.radius() > 0) {
          triangles.add(lowFrom, highTo, highFrom);
        }
      }
    }
    return triangles.mesh();
  }

  private static double[] joined(double[] slopeR, double[] slopeZ, int span, int neighbour) {
    double r = slopeR[span];
    double z = slopeZ[span];
    if (neighbour >= 0
        && neighbour < slopeR.length
        && r * slopeR[neighbour] + z * slopeZ[neighbour] > SMOOTH_COSINE) {
      r += slopeR[neighbour];
      z += slopeZ[neighbour];
      double length = Math.hypot(r, z);
      return new double[] {r / length, z / length};
    }
    return new double[] {r, z};
  }

  private static Corner corner(
      Point p, double angle, double[] normal, double flattening, int s, int segments, double v) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Corner(
        new Vector3(p.radius() * cos, flattening * p.radius() * sin, p.z()),
        new Vector3(normal[0] * cos, normal[0] * sin / flattening, normal[1]).normalized(),
        (double) s / segments,
        v);
  }

  /**
   * Draws a circle along a path.
   *
   * @param path two or more points, none twice in a row
   * @param radii of the tube at each point
   */
  static TriangleMesh tube(List<Vector3> path, double[] radii, int segments) {
    Triangles triangles = new Triangles();
    List<Vector3> across = new ArrayList<>();
    List<Vector3> along = new ArrayList<>();
    Vector3 side = null;
    for (int i = 0; i < path.size(); i++) {
      Vector3 forward =
          path.get(Math.min(path.size() - 1, i + 1))
              .minus(path.get(Math.max(0, i - 1)))
              .normalized();
      if (side == null) {
        side =
            forward.cross(
                Math.abs(forward.z()) < 0.9 ? new Vector3(0, 0, 1) : new Vector3(1, 0, 0));
      }
      // Carried along, so that the tube does not twist.
      side = side.minus(forward.times(side.dot(forward))).normalized();
      along.add(forward);
      across.add(side);
    }
    for (int i = 0; i + 1 < path.size(); i++) {
      for (int s = 0; s < segments; s++) {
        double from = 2 * Math.PI * s / segments;
        double to = 2 * Math.PI * (s + 1) / segments;
        Corner a = ring(path, across, along, radii, i, from);
        Corner b = ring(path, across, along, radii, i, to);
        Corner c = ring(path, across, along, radii, i + 1, to);
        Corner d = ring(path, across, along, radii, i + 1, from);
        triangles.add(a, b, c);
        triangles.add(a, c, d);
      }
    }
    for (int end : new int[] {0, path.size() - 1}) {
      Vector3 outward = along.get(end).times(end == 0 ? -1 : 1);
      Corner middle = new Corner(path.get(end), outward, 0.5, 0.5);
      for (int s = 0; s < segments; s++) {
        Corner a = ring(path, across, along, radii, end, 2 * Math.PI * s / segments);
        Corner b = ring(path, across, along, radii, end, 2 * Math.PI * (s + 1) / segments);
        triangles.add(middle, a.facing(outward), b.facing(outward));
      }
    }
    return triangles.mesh();
  }

  private static Corner ring(
      List<Vector3> path,
      List<Vector3> across,
      List<Vector3> along,
      double[] radii,
      int i,
      double angle) {
    Vector3 up = along.get(i).cross(across.get(i));
    Vector3 normal = across.get(i).times(Math.cos(angle)).plus(up.times(Math.sin(angle)));
    return new Corner(
        path.get(i).plus(normal.times(radii[i])),
        normal,
        angle / (2 * Math.PI),
        (double) i / path.size());
  }

  /** A corner of a triangle: where, facing where, and where on the picture. */
  record Corner(Vector3 at, Vector3 normal, double u, double v) {
    Corner facing(Vector3 newNormal) {
      return new Corner(at, newNormal, u, v);
    }
  }

  /** Triangles that are being collected. */
  static final class Triangles {
    private final List<Corner> corners = new ArrayList<>();

    void add(Corner a, Corner b, Corner c) {
      corners.add(a);
      corners.add(b);
      corners.add(c);
    }

    TriangleMesh mesh() {
      double[] at = new double[3 * corners.size()];
      float[] normals = new float[3 * corners.size()];
      float[] places = new float[2 * corners.size()];
      for (int i = 0; i < corners.size(); i++) {
        Corner corner = corners.get(i);
        double[] p = corner.at().toArray();
        double[] n = corner.normal().toArray();
        for (int axis = 0; axis < 3; axis++) {
          at[3 * i + axis] = p[axis];
          normals[3 * i + axis] = (float) n[axis];
        }
        places[2 * i] = (float) corner.u();
        places[2 * i + 1] = (float) corner.v();
      }
      return new TriangleMesh(at, normals, places);
    }
  }
}
