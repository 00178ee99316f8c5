package dev.cobot.sim2real.scene;

/**
 * One shape to draw.
 *
 * @param owner the thing that the shape is a part of, for example an object id, {@code robot} or
 *     {@code table}
 * @param tableFromShape the pose of the shape; its target frame is {@code table}
 * @param color the surface colour, sRGB
 * @param specular the strength of the highlight in [0, 1]
 */
public record Visual(
    String owner, Shape shape, Transform tableFromShape, ColorRgb color, double specular) {
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
    if (!(specular >= 0 && specular <= 1)) {
      throw new IllegalArgumentException(
          "the visual of '" + owner + "': specular must be in [0, 1], got " + specular);
    }
  }
}
