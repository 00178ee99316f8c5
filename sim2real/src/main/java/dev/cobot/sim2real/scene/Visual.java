package dev.cobot.sim2real.scene;

/**
 * One shape to draw.
 *
 * @param owner the thing that the shape is a part of, for example an object id, {@code robot} or
 *     {@code table}
 * @param tableFromShape the pose of the shape; its target frame is {@code table}
 */
public record Visual(String owner, Shape shape, Transform tableFromShape, Material material) {
  public Visual {
    if (!tableFromShape.target().equals(CameraModel.TABLE)) {
      throw new IllegalArgumentException(
          "the visual of '"
              + owner
              + "' needs a pose in frame table, got "
              + tableFromShape.target()
              + " from "
              + tableFromShape.source());
    }
    if (material.texture().isPresent()) {
      requireTakesTexture(shape);
    }
  }

  /** A visual of one colour, sRGB, with a highlight of a strength in [0, 1]. */
  public Visual(
      String owner, Shape shape, Transform tableFromShape, ColorRgb color, double specular) {
    this(owner, shape, tableFromShape, Material.plain(color, specular));
  }

  /** Returns the colour of the surface. */
  public ColorRgb color() {
    return material.color();
  }

  /**
   * Checks that a shape has places on a picture.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static void requireTakesTexture(Shape shape) {
    boolean takes =
        shape instanceof Shape.Box
            || shape instanceof Shape.Plane
            || (shape instanceof Shape.Mesh mesh && mesh.triangles().hasTextureCoordinates());
    if (!takes) {
      throw new IllegalArgumentException(
          "a texture lies on a box, a plane or a mesh with texture coordinates, got "
              + (shape instanceof Shape.Mesh ? "a mesh without" : shape.getClass().getSimpleName())
              + "; use one of those or leave the texture out");
    }
  }
}
