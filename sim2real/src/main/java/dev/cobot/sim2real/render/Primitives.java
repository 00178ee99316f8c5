package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The visuals of one frame, flattened into arrays that are reused from frame to frame; table frame,
 * metres. Element i of each array (or 3 i, 9 i) belongs to visual i.
 */
final class Primitives {
  static final int BOX = 0;
  static final int CYLINDER = 1;
  static final int SPHERE = 2;
  static final int PLANE = 3;

  // Faces of a hit: 0, 1, 2 an axis of a box or a cap, 3 a curved side.
  private static final int CURVED = 3;

  int count;
  int[] type = new int[0];
  int[] owner = new int[0];
  boolean[] isTable = new boolean[0];
  double[] specular = new double[0];
  double[] boundRadius = new double[0];
  // (count, 3): centre, half extents along the own axes, linear albedo
  double[] center = new double[0];
  double[] half = new double[0];
  double[] albedo = new double[0];
  // (count, 9): tableFromShape, row-major
  double[] rotation = new double[0];

  /** The face of the last successful {@link #intersect}. */
  int hitFace;

  void load(List<Visual> visuals) {
    count = visuals.size();
    if (type.length < count) {
      int size = Math.max(64, 2 * count);
      type = new int[size];
      owner = new int[size];
      isTable = new boolean[size];
      specular = new double[size];
      boundRadius = new double[size];
      center = new double[3 * size];
      half = new double[3 * size];
      albedo = new double[3 * size];
      rotation = new double[9 * size];
    }
    Map<String, Integer> owners = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Visual visual = visuals.get(i);
      owner[i] = owners.computeIfAbsent(visual.owner(), name -> owners.size());
      isTable[i] = visual.owner().equals(CameraModel.TABLE);
      specular[i] = visual.specular();
      albedo[3 * i] = Srgb.toLinear(visual.color().red());
      albedo[3 * i + 1] = Srgb.toLinear(visual.color().green());
      albedo[3 * i + 2] = Srgb.toLinear(visual.color().blue());
      Vector3 at = visual.tableFromShape().translation();
      center[3 * i] = at.x();
      center[3 * i + 1] = at.y();
      center[3 * i + 2] = at.z();
      Quaternion turn = visual.tableFromShape().rotation();
      Shape shape = visual.shape();
      if (shape instanceof Shape.Box box) {
        type[i] = BOX;
        setHalf(i, box.sizeMeters().x() / 2, box.sizeMeters().y() / 2, box.sizeMeters().z() / 2);
      } else if (shape instanceof Shape.Cylinder cylinder) {
        type[i] = CYLINDER;
        double r = cylinder.radiusMeters();
        setHalf(i, r, r, cylinder.lengthMeters() / 2);
      } else if (shape instanceof Shape.Sphere sphere) {
        type[i] = SPHERE;
        double r = sphere.radiusMeters();
        setHalf(i, r, r, r);
      } else if (shape instanceof Shape.Plane plane) {
        type[i] = PLANE;
        setHalf(i, plane.sizeX() / 2, plane.sizeY() / 2, 0);
        turn = turn.after(fromZTo(plane.normal().normalized()));
      }
      System.arraycopy(turn.toMatrix(), 0, rotation, 9 * i, 9);
    }
  }

  private void setHalf(int i, double x, double y, double z) {
    half[3 * i] = x;
    half[3 * i + 1] = y;
    half[3 * i + 2] = z;
    boundRadius[i] = type[i] == SPHERE ? x : Math.sqrt(x * x + y * y + z * z);
  }

  // The shortest rotation from z to a unit vector; straight down is half a turn about x.
  private static Quaternion fromZTo(Vector3 n) {
    return n.z() < -1 + 1e-12
        ? new Quaternion(1, 0, 0, 0)
        : new Quaternion(-n.y(), n.x(), 0, 1 + n.z());
  }

  /** Writes the eight corners of the bounding box of primitive i, as (8, 3), table frame. */
  void corners(int i, double[] out) {
    int r = 9 * i;
    for (int k = 0; k < 8; k++) {
      double hx = (k & 1) == 0 ? -half[3 * i] : half[3 * i];
      double hy = (k & 2) == 0 ? -half[3 * i + 1] : half[3 * i + 1];
      double hz = (k & 4) == 0 ? -half[3 * i + 2] : half[3 * i + 2];
      for (int a = 0; a < 3; a++) {
        out[3 * k + a] =
            center[3 * i + a]
                + rotation[r + 3 * a] * hx
                + rotation[r + 3 * a + 1] * hy
                + rotation[r + 3 * a + 2] * hz;
      }
    }
  }

  /** Writes a point of the table frame in each primitive's own frame, as (count, 3). */
  void toLocal(double px, double py, double pz, double[] out) {
    for (int i = 0; i < count; i++) {
      double x = px - center[3 * i];
      double y = py - center[3 * i + 1];
      double z = pz - center[3 * i + 2];
      int r = 9 * i;
      for (int a = 0; a < 3; a++) {
        out[3 * i + a] = rotation[r + a] * x + rotation[r + 3 + a] * y + rotation[r + 6 + a] * z;
      }
    }
  }

  /**
   * Intersects primitive i with a ray of its own frame.
   *
   * @return the ray parameter in (tMin, tMax), or {@code tMax} for a miss; the inside of a solid
   *     shows nothing
   */
  double intersect(
      int i,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double hx = half[3 * i];
    double hy = half[3 * i + 1];
    double hz = half[3 * i + 2];
    switch (type[i]) {
      case BOX:
        return box(hx, hy, hz, ox, oy, oz, dx, dy, dz, tMin, tMax);
      case CYLINDER:
        return cylinder(hx, hz, ox, oy, oz, dx, dy, dz, tMin, tMax);
      case SPHERE:
        return sphere(hx, ox, oy, oz, dx, dy, dz, tMin, tMax);
      default:
        return plane(hx, hy, ox, oy, oz, dx, dy, dz, tMin, tMax);
    }
  }

  private double box(
      double hx,
      double hy,
      double hz,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double inverse = 1 / dx;
    double near = (-hx - ox) * inverse;
    double far = (hx - ox) * inverse;
    if (near > far) {
      double swap = near;
      near = far;
      far = swap;
    }
    int face = 0;
    inverse = 1 / dy;
    double a = (-hy - oy) * inverse;
    double b = (hy - oy) * inverse;
    if (a > b) {
      double swap = a;
      a = b;
      b = swap;
    }
    // "not smaller or equal" lets a 0 * infinity of a ray that grazes the previous slab lose.
    if (!(a <= near)) {
      near = a;
      face = 1;
    }
    if (!(b >= far)) {
      far = b;
    }
    inverse = 1 / dz;
    a = (-hz - oz) * inverse;
    b = (hz - oz) * inverse;
    if (a > b) {
      double swap = a;
      a = b;
      b = swap;
    }
    if (!(a <= near)) {
      near = a;
      face = 2;
    }
    if (!(b >= far)) {
      far = b;
    }
    if (near <= far && near > tMin && near < tMax) {
      hitFace = face;
      return near;
    }
    return tMax;
  }

  private double cylinder(
      double radius,
      double halfLength,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double a = dx * dx + dy * dy;
    double b = ox * dx + oy * dy;
    double c = ox * ox + oy * oy - radius * radius;
    double discriminant = b * b - a * c;
    if (discriminant < 0) {
      return tMax;
    }
    if (a > 0) {
      double t = (-b - Math.sqrt(discriminant)) / a;
      double z = oz + t * dz;
      if (z >= -halfLength && z <= halfLength) {
        if (t > tMin && t < tMax) {
          hitFace = CURVED;
          return t;
        }
        return tMax;
      }
    }
    if (dz == 0) {
      return tMax;
    }
    double t = ((dz > 0 ? -halfLength : halfLength) - oz) / dz;
    double x = ox + t * dx;
    double y = oy + t * dy;
    if (t > tMin && t < tMax && x * x + y * y <= radius * radius) {
      hitFace = 2;
      return t;
    }
    return tMax;
  }

  private double sphere(
      double radius,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double a = dx * dx + dy * dy + dz * dz;
    double b = ox * dx + oy * dy + oz * dz;
    double c = ox * ox + oy * oy + oz * oz - radius * radius;
    double discriminant = b * b - a * c;
    if (discriminant < 0) {
      return tMax;
    }
    double t = (-b - Math.sqrt(discriminant)) / a;
    if (t > tMin && t < tMax) {
      hitFace = CURVED;
      return t;
    }
    return tMax;
  }

  private double plane(
      double hx,
      double hy,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double t = -oz / dz;
    if (t > tMin && t < tMax) {
      double x = ox + t * dx;
      double y = oy + t * dy;
      if (x >= -hx && x <= hx && y >= -hy && y <= hy) {
        hitFace = 2;
        return t;
      }
    }
    return tMax;
  }

  /**
   * Writes the unit normal, in the table frame and against the ray, at a hit.
   *
   * @param face {@link #hitFace} of that hit
   * @param px the point of the hit, table frame
   * @param dx the ray's direction, table frame, any length
   */
  void normal(
      int i,
      int face,
      double px,
      double py,
      double pz,
      double dx,
      double dy,
      double dz,
      double[] out) {
    int r = 9 * i;
    double nx;
    double ny;
    double nz;
    if (face == CURVED) {
      nx = px - center[3 * i];
      ny = py - center[3 * i + 1];
      nz = pz - center[3 * i + 2];
      if (type[i] == CYLINDER) {
        double along = nx * rotation[r + 2] + ny * rotation[r + 5] + nz * rotation[r + 8];
        nx -= along * rotation[r + 2];
        ny -= along * rotation[r + 5];
        nz -= along * rotation[r + 8];
      }
      double inverse = 1 / half[3 * i];
      nx *= inverse;
      ny *= inverse;
      nz *= inverse;
    } else {
      nx = rotation[r + face];
      ny = rotation[r + 3 + face];
      nz = rotation[r + 6 + face];
    }
    if (nx * dx + ny * dy + nz * dz > 0) {
      nx = -nx;
      ny = -ny;
      nz = -nz;
    }
    out[0] = nx;
    out[1] = ny;
    out[2] = nz;
  }

  /**
   * Orders the primitives by a key, ascending; insertion sort, because the order hardly changes.
   */
  void order(double[] key, int[] out) {
    for (int i = 0; i < count; i++) {
      double value = key[i];
      int j = i - 1;
      while (j >= 0 && key[out[j]] > value) {
        out[j + 1] = out[j];
        j--;
      }
      out[j + 1] = i;
    }
  }

  static double[] grown(double[] array, int length) {
    return array.length >= length
        ? array
        : Arrays.copyOf(array, Math.max(length, 2 * array.length));
  }
}
