package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.util.Arrays;

/** The triangles of a mesh file while it is read. Triangles without an area are dropped. */
final class MeshTriangles {
  private final String file;
  private double[] corners = new double[9 * 64];
  private float[] normals = new float[9 * 64];
  private float[] textures = new float[6 * 64];
  private int count;
  private boolean smooth = true;
  private boolean textured = true;

  MeshTriangles(String file) {
    this.file = file;
  }

  /**
   * @param corner (3, 3), metres
   * @param normal (3, 3), any length; null when the file gives none
   * @param texture (3, 2); null when the file gives none
   */
  void add(double[] corner, double[] normal, double[] texture) throws DescriptionException {
    if (area(corner) == 0) {
      return;
    }
    if (count == TriangleMesh.MAX_TRIANGLES) {
      throw new DescriptionException(
          file + ": a mesh has at most " + TriangleMesh.MAX_TRIANGLES + " triangles, got more");
    }
    if (9 * count == corners.length) {
      corners = Arrays.copyOf(corners, 2 * corners.length);
      normals = Arrays.copyOf(normals, 2 * normals.length);
      textures = Arrays.copyOf(textures, 2 * textures.length);
    }
    System.arraycopy(corner, 0, corners, 9 * count, 9);
    smooth &= normal != null && addNormals(normal);
    textured &= texture != null;
    for (int i = 0; i < 6 && texture != null; i++) {
      textures[6 * count + i] = (float) texture[i];
    }
    count++;
  }

  private boolean addNormals(double[] normal) {
    for (int k = 0; k < 9; k += 3) {
      double length =
          Math.sqrt(
              normal[k] * normal[k]
                  + normal[k + 1] * normal[k + 1]
                  + normal[k + 2] * normal[k + 2]);
      if (!(length > 1e-9)) {
        return false;
      }
      for (int a = k; a < k + 3; a++) {
        normals[9 * count + a] = (float) (normal[a] / length);
      }
    }
    return true;
  }

  private static double area(double[] c) {
    double ax = c[3] - c[0];
    double ay = c[4] - c[1];
    double az = c[5] - c[2];
    double bx = c[6] - c[0];
    double by = c[7] - c[1];
    double bz = c[8] - c[2];
    double x = ay * bz - az * by;
    double y = az * bx - ax * bz;
    double z = ax * by - ay * bx;
    return Math.sqrt(x * x + y * y + z * z);
  }

  boolean isEmpty() {
    return count == 0;
  }

  TriangleMesh mesh() throws DescriptionException {
    if (count == 0) {
      throw new DescriptionException(file + ": the file has no triangle with an area");
    }
    return new TriangleMesh(
        Arrays.copyOf(corners, 9 * count),
        smooth ? Arrays.copyOf(normals, 9 * count) : null,
        textured ? Arrays.copyOf(textures, 6 * count) : null);
  }
}
