package dev.cobot.sim2real.scene;

/** A solid or a sheet in its own frame; metres. All but a mesh are centred at the origin. */
public sealed interface Shape
    permits Shape.Box, Shape.Cylinder, Shape.Sphere, Shape.Plane, Shape.Mesh {

  /**
   * Returns how far it reaches from its origin along a unit direction in its own frame, metres; 0
   * for a plane, which fills no room.
   */
  double reachMeters(double x, double y, double z);

  /**
   * A cuboid.
   *
   * @param sizeMeters the full extents along x, y and z
   */
  record Box(Vector3 sizeMeters) implements Shape {
    public Box {
      requirePositive("box size x", sizeMeters.x());
      requirePositive("box size y", sizeMeters.y());
      requirePositive("box size z", sizeMeters.z());
    }

    @Override
    public double reachMeters(double x, double y, double z) {
      Vector3 s = sizeMeters;
      return (Math.abs(x) * s.x() + Math.abs(y) * s.y() + Math.abs(z) * s.z()) / 2;
    }
  }

  /** A capped cylinder about the z axis, from -length/2 to +length/2. */
  record Cylinder(double radiusMeters, double lengthMeters) implements Shape {
    public Cylinder {
      requirePositive("cylinder radius", radiusMeters);
      requirePositive("cylinder length", lengthMeters);
    }

    @Override
    public double reachMeters(double x, double y, double z) {
      return radiusMeters * Math.hypot(x, y) + Math.abs(z) * lengthMeters / 2;
    }
  }

  /** A ball. */
  record Sphere(double radiusMeters) implements Shape {
    public Sphere {
      requirePositive("sphere radius", radiusMeters);
    }

    @Override
    public double reachMeters(double x, double y, double z) {
      return radiusMeters;
    }
  }

  /**
   * A rectangle without thickness, seen from both sides.
   *
   * @param normal its normal in the shape's frame, any non-zero length
   * @param sizeX the extent in metres along the x axis, after the shortest rotation that takes z to
   *     the normal
   * @param sizeY the same along y
   */
  record Plane(Vector3 normal, double sizeX, double sizeY) implements Shape {
    public Plane {
      if (!(normal.isFinite() && normal.norm() > 1e-9)) {
        throw new IllegalArgumentException("a plane needs a finite non-zero normal, got " + normal);
      }
      requirePositive("plane size x", sizeX);
      requirePositive("plane size y", sizeY);
    }

    @Override
    public double reachMeters(double x, double y, double z) {
      return 0;
    }
  }

  /** What triangles enclose; it can be seen, but nothing collides with it. */
  record Mesh(TriangleMesh triangles) implements Shape {
    @Override
    public double reachMeters(double x, double y, double z) {
      // Along its own axes, which is the usual case, it needs no look at its corners.
      Vector3 min = triangles.minMeters();
      Vector3 max = triangles.maxMeters();
      if (y == 0 && z == 0) {
        return x * (x < 0 ? min.x() : max.x());
      }
      if (x == 0 && z == 0) {
        return y * (y < 0 ? min.y() : max.y());
      }
      if (x == 0 && y == 0) {
        return z * (z < 0 ? min.z() : max.z());
      }
      return triangles.reach(x, y, z);
    }
  }

  private static void requirePositive(String what, double meters) {
    if (!(meters > 0 && meters <= 1e4)) {
      throw new IllegalArgumentException(what + " must be in (0, 10000] m, got " + meters);
    }
  }
}
