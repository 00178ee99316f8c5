package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ImageTexture;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The visuals of one frame, flattened into arrays that are reused from frame to frame; table frame,
 * metres. Element i of each array (or 3 i, 9 i) belongs to visual i.
 */
final class Primitives {
  static final int BOX = 0;
  static final int CYLINDER = 1;
  static final int SPHERE = 2;
  static final int PLANE = 3;
  static final int MESH = 4;

  // Faces of a hit: 0, 1, 2 an axis of a box or a cap, 3 a curved side, then a mesh's triangles.
  private static final int CURVED = 3;
  private static final int TRIANGLE = 4;

  int count;
  int[] type = new int[0];
  int[] owner = new int[0];
  boolean[] isTable = new boolean[0];
  double[] boundRadius = new double[0];
  // Half of the exponent of the highlight; 0 for a surface without one.
  int[] halfShininess = new int[0];
  TexturePyramid[] texture = new TexturePyramid[0];
  // (count, 3): centre, half extents along the own axes
  double[] center = new double[0];
  double[] half = new double[0];
  // (count, 3), linear
  double[] albedo = new double[0];
  double[] ambient = new double[0];
  double[] specular = new double[0];
  double[] emissive = new double[0];
  // (count, 9): tableFromShape, row-major
  double[] rotation = new double[0];

  /** The face of the last successful {@link #intersect}. */
  int hitFace;

  private MeshTree[] trees = new MeshTree[0];
  // What was prepared for meshes and textures lives as long as they do.
  private final Map<TriangleMesh, MeshTree> knownTrees = new WeakHashMap<>();
  private final Map<ImageTexture, TexturePyramid> knownTextures = new WeakHashMap<>();

  void load(List<Visual> visuals) {
    count = visuals.size();
    if (type.length < count) {
      int size = Math.max(64, 2 * count);
      type = new int[size];
      owner = new int[size];
      isTable = new boolean[size];
      boundRadius = new double[size];
      halfShininess = new int[size];
      texture = new TexturePyramid[size];
      trees = new MeshTree[size];
      center = new double[3 * size];
      half = new double[3 * size];
      albedo = new double[3 * size];
      ambient = new double[3 * size];
      specular = new double[3 * size];
      emissive = new double[3 * size];
      rotation = new double[9 * size];
    }
    Map<String, Integer> owners = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Visual visual = visuals.get(i);
      owner[i] = owners.computeIfAbsent(visual.owner(), name -> owners.size());
      isTable[i] = visual.owner().equals(CameraModel.TABLE);
      loadMaterial(i, visual.material());
      trees[i] = null;
      Vector3 at = visual.tableFromShape().translation();
      setThree(center, i, at.x(), at.y(), at.z());
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
      } else if (shape instanceof Shape.Mesh mesh) {
        type[i] = MESH;
        MeshTree tree = knownTrees.computeIfAbsent(mesh.triangles(), MeshTree::new);
        trees[i] = tree;
        setHalf(i, tree.halfX, tree.halfY, tree.halfZ);
        Vector3 middle =
            at.plus(turn.rotate(new Vector3(tree.centerX, tree.centerY, tree.centerZ)));
        setThree(center, i, middle.x(), middle.y(), middle.z());
      }
      System.arraycopy(turn.toMatrix(), 0, rotation, 9 * i, 9);
    }
  }

  private void loadMaterial(int i, Material material) {
    setLinear(albedo, i, material.color());
    if (material.ambient().equals(material.color())) {
      System.arraycopy(albedo, 3 * i, ambient, 3 * i, 3);
    } else {
      setLinear(ambient, i, material.ambient());
    }
    setLinear(emissive, i, material.emissive());
    ColorRgb shine = material.specular();
    setThree(specular, i, shine.red(), shine.green(), shine.blue());
    boolean dull = shine.red() == 0 && shine.green() == 0 && shine.blue() == 0;
    halfShininess[i] = dull ? 0 : (int) Math.round(material.shininess() / 2);
    texture[i] =
        material.texture().isEmpty()
            ? null
            : knownTextures.computeIfAbsent(material.texture().get(), TexturePyramid::new);
  }

  private static void setLinear(double[] array, int i, ColorRgb color) {
    setThree(
        array,
        i,
        Srgb.toLinear(color.red()),
        Srgb.toLinear(color.green()),
        Srgb.toLinear(color.blue()));
  }

  private static void setThree(double[] array, int i, double x, double y, double z) {
    array[3 * i] = x;
    array[3 * i + 1] = y;
    array[3 * i + 2] = z;
  }

  private void setHalf(int i, double x, double y, double z) {
    setThree(half, i, x, y, z);
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
      case MESH:
        return mesh(trees[i], ox, oy, oz, dx, dy, dz, tMin, tMax);
      default:
        return plane(hx, hy, ox, oy, oz, dx, dy, dz, tMin, tMax);
    }
  }

  /** Returns whether the primitive is no convex solid, so that its own parts shade it. */
  boolean canShadeItself(int i) {
    return type[i] == MESH;
  }

  /** Returns whether primitive i meets a ray of its own frame with a parameter in (0, tMax). */
  boolean blocks(
      int i, double ox, double oy, double oz, double dx, double dy, double dz, double tMax) {
    double t =
        type[i] == MESH
            ? trees[i].intersect(ox, oy, oz, dx, dy, dz, 0, tMax, true)
            : intersect(i, ox, oy, oz, dx, dy, dz, 0, tMax);
    return t < tMax;
  }

  private double mesh(
      MeshTree tree,
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      double tMin,
      double tMax) {
    double t = tree.intersect(ox, oy, oz, dx, dy, dz, tMin, tMax, false);
    if (t < tMax) {
      hitFace = TRIANGLE + tree.hit;
    }
    return t;
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
    if (face >= TRIANGLE) {
      turned(i, px, py, pz, out);
      trees[i].normal(face - TRIANGLE, out[0], out[1], out[2], out);
      double lx = out[0];
      double ly = out[1];
      double lz = out[2];
      double inverse = 1 / Math.sqrt(lx * lx + ly * ly + lz * lz);
      nx = (rotation[r] * lx + rotation[r + 1] * ly + rotation[r + 2] * lz) * inverse;
      ny = (rotation[r + 3] * lx + rotation[r + 4] * ly + rotation[r + 5] * lz) * inverse;
      nz = (rotation[r + 6] * lx + rotation[r + 7] * ly + rotation[r + 8] * lz) * inverse;
    } else if (face == CURVED) {
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

  // Writes a point of the table frame in the own frame of primitive i.
  private void turned(int i, double px, double py, double pz, double[] out) {
    double x = px - center[3 * i];
    double y = py - center[3 * i + 1];
    double z = pz - center[3 * i + 2];
    int r = 9 * i;
    for (int a = 0; a < 3; a++) {
      out[a] = rotation[r + a] * x + rotation[r + 3 + a] * y + rotation[r + 6 + a] * z;
    }
  }

  /**
   * Writes the linear colour of the texture of primitive i at a hit. Each face of a box shows the
   * whole picture, upright when seen from outside with z up; the top has y up, the bottom as well.
   * A plane has x to the right and y up.
   *
   * @param face {@link #hitFace} of that hit
   * @param pixelMeters size of a pixel there, along its longer side
   * @param out (6), of which the last three are scratch
   */
  void sampleTexture(
      int i, int face, double px, double py, double pz, double pixelMeters, double[] out) {
    TexturePyramid pyramid = texture[i];
    turned(i, px, py, pz, out);
    if (face >= TRIANGLE) {
      trees[i].texture(face - TRIANGLE, out[0], out[1], out[2], out);
      double texels = Math.sqrt((double) pyramid.width() * pyramid.height()) * out[2] * pixelMeters;
      pyramid.sample(out[0], out[1], true, texels, out);
      return;
    }
    double side = out[face] < 0 ? -1 : 1;
    int across = face == 0 ? 1 : 0;
    int up = face == 2 ? 1 : 2;
    // Seen from +x and -y the second axis runs to the right; from the others against it.
    double sign = type[i] == PLANE ? 1 : face == 1 ? -side : side;
    double width = 2 * half[3 * i + across];
    double height = 2 * half[3 * i + up];
    double u = 0.5 + sign * out[across] / width;
    double v = 0.5 + out[up] / height;
    double texelsPerMeter = Math.max(pyramid.width() / width, pyramid.height() / height);
    pyramid.sample(u, v, false, texelsPerMeter * pixelMeters, out);
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
