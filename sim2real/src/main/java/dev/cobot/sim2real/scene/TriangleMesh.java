package dev.cobot.sim2real.scene;

import java.util.Arrays;

/**
 * Triangles in their own frame, metres, seen from both sides. Immutable; two meshes are equal when
 * they are the same one, so that what a renderer prepares for a mesh can be kept by it.
 */
public final class TriangleMesh {
  /** The largest number of triangles. */
  public static final int MAX_TRIANGLES = 500_000;

  /** The largest coordinate, metres. */
  public static final double MAX_COORDINATE_METERS = 1e4;

  private final double[] corners;
  private final float[] normals;
  private final float[] textureCoordinates;
  private final Vector3 min;
  private final Vector3 max;

  /**
   * @param cornersMeters (triangles, 3, 3)
   * @param cornerNormals (triangles, 3, 3), unit vectors for smooth shading; null for flat
   *     triangles
   * @param cornerTextureCoordinates (triangles, 3, 2), u to the right and v up over the picture,
   *     which repeats outside of [0, 1]; null when the mesh takes no texture
   */
  public TriangleMesh(
      double[] cornersMeters, float[] cornerNormals, float[] cornerTextureCoordinates) {
    int triangles = cornersMeters.length / 9;
    if (!(triangles >= 1
        && triangles <= MAX_TRIANGLES
        && cornersMeters.length == 9 * triangles
        && (cornerNormals == null || cornerNormals.length == 9 * triangles)
        && (cornerTextureCoordinates == null
            || cornerTextureCoordinates.length == 6 * triangles))) {
      throw new IllegalArgumentException(
          "a mesh has 1 to "
              + MAX_TRIANGLES
              + " triangles of nine coordinates, nine of normals and six of the texture, got "
              + cornersMeters.length
              + " coordinates");
    }
    corners = cornersMeters.clone();
    normals = cornerNormals == null ? null : cornerNormals.clone();
    textureCoordinates = cornerTextureCoordinates == null ? null : cornerTextureCoordinates.clone();
    double[] low = new double[3];
    double[] high = new double[3];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < corners.length; i++) {
      if (!(Math.abs(corners[i]) <= MAX_COORDINATE_METERS)) {
        throw new IllegalArgumentException(
            "triangle " + i / 9 + ": a coordinate must be in [-10000, 10000] m, got " + corners[i]);
      }
      low[i % 3] = Math.min(low[i % 3], corners[i]);
      high[i % 3] = Math.max(high[i % 3], corners[i]);
    }
    min = Vector3.of(low);
    max = Vector3.of(high);
  }

  public int triangles() {
    return corners.length / 9;
  }

  /** Returns coordinate {@code axis} of a corner, metres. */
  public double corner(int triangle, int corner, int axis) {
    return corners[9 * triangle + 3 * corner + axis];
  }

  /** Returns whether the file gave normals. */
  public boolean isSmooth() {
    return normals != null;
  }

  /** Returns coordinate {@code axis} of the unit normal of a corner of a smooth mesh. */
  public float normal(int triangle, int corner, int axis) {
    return normals[9 * triangle + 3 * corner + axis];
  }

  public boolean hasTextureCoordinates() {
    return textureCoordinates != null;
  }

  /** Returns u ({@code axis} 0) or v (1) of a corner of a mesh that takes a texture. */
  public float textureCoordinate(int triangle, int corner, int axis) {
    return textureCoordinates[6 * triangle + 2 * corner + axis];
  }

  /** Returns the least coordinates of the bounding box. */
  public Vector3 minMeters() {
    return min;
  }

  /** Returns the greatest coordinates of the bounding box. */
  public Vector3 maxMeters() {
    return max;
  }

  /** Returns the greatest of the dot products of a direction with the corners. */
  public double reach(double x, double y, double z) {
    double reach = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < corners.length; i += 3) {
      reach = Math.max(reach, x * corners[i] + y * corners[i + 1] + z * corners[i + 2]);
    }
    return reach;
  }

  /**
   * Returns the mesh stretched along its axes.
   *
   * @param factors each above 0
   */
  public TriangleMesh scaled(Vector3 factors) {
    double[] f = factors.toArray();
    if (!(f[0] > 0 && f[1] > 0 && f[2] > 0)) {
      throw new IllegalArgumentException("a scale must be three numbers above 0, got " + factors);
    }
    double[] stretched = new double[corners.length];
    for (int i = 0; i < corners.length; i++) {
      stretched[i] = corners[i] * f[i % 3];
    }
    float[] turned = normals == null ? null : new float[normals.length];
    if (turned != null) {
      for (int i = 0; i < normals.length; i += 3) {
        Vector3 normal =
            new Vector3(normals[i] / f[0], normals[i + 1] / f[1], normals[i + 2] / f[2])
                .normalized();
        turned[i] = (float) normal.x();
        turned[i + 1] = (float) normal.y();
        turned[i + 2] = (float) normal.z();
      }
    }
    return new TriangleMesh(stretched, turned, textureCoordinates);
  }
}
