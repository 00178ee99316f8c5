package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ImageTexture;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that can lie on a table: its parts in its own frame, whose origin is the centre of the
 * body's bounding box (without a handle) and whose z axis is the one it stands on.
 *
 * @param color the colour that most of it has
 * @param sizeMeters extents of the body along its axes
 */
record Body(List<Part> parts, ColorRgb color, Vector3 sizeMeters) {
  Body {
    parts = List.copyOf(parts);
  }

  /** A shape in the body's frame. */
  record Part(Shape shape, Vector3 at, Quaternion rotation, Material material) {}

  /** Returns what to draw when it is at a place. */
  List<Visual> visuals(String owner, Vector3 positionMeters, Quaternion rotation) {
    List<Visual> visuals = new ArrayList<>();
    for (Part part : parts) {
      visuals.add(
          new Visual(
              owner,
              part.shape(),
              new Transform(
                  CameraModel.TABLE,
                  "part",
                  positionMeters.plus(rotation.rotate(part.at())),
                  rotation.after(part.rotation())),
              part.material()));
    }
    return visuals;
  }

  /** Returns how far the body reaches below its centre when it is turned, metres. */
  double depthBelow(Quaternion rotation) {
    double lowest = 0;
    for (Part part : parts) {
      Quaternion turned = rotation.after(part.rotation());
      Vector3 at = rotation.rotate(part.at());
      // The direction down, seen by the part.
      Vector3 down = turned.inverse().rotate(new Vector3(0, 0, -1));
      lowest = Math.max(lowest, -at.z() + part.shape().reachMeters(down.x(), down.y(), down.z()));
    }
    return lowest;
  }

  static Part part(Shape shape, Material material) {
    return new Part(shape, Vector3.ZERO, Quaternion.IDENTITY, material);
  }

  static Part part(Shape shape, Vector3 at, Material material) {
    return new Part(shape, at, Quaternion.IDENTITY, material);
  }

  /** Returns a material with a picture that has its colours. */
  static Material pictured(ImageTexture texture, double specular, double shininess) {
    ColorRgb white = new ColorRgb(1, 1, 1);
    return new Material(
        white,
        white,
        new ColorRgb(specular, specular, specular),
        shininess,
        new ColorRgb(0, 0, 0),
        Optional.of(texture));
  }

  static Material painted(ColorRgb color, double specular, double shininess) {
    return new Material(
        color,
        color,
        new ColorRgb(specular, specular, specular),
        shininess,
        new ColorRgb(0, 0, 0),
        Optional.empty());
  }
}
