package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.MeshBoxes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns {@code <geometry>} into shapes. A mesh is drawn as it is and collides as a few boxes that
 * cover it; one that cannot be had is left out, with a note.
 */
final class UrdfShapes {
  private static final int MAX_TRIANGLES = 4_000_000;
  private static final int MAX_MESH_FILES = 1_000;

  private final MeshSource source;
  private final List<String> notes;
  private final Map<String, List<MeshSource.Part>> meshes = new HashMap<>();
  private int triangles;

  UrdfShapes(MeshSource source, List<String> notes) {
    this.source = source;
    this.notes = notes;
  }

  /** Something to draw. */
  record Seen(Shape shape, Transform linkFromShape, Optional<ColorRgb> color) {}

  /** Returns what is drawn of a {@code <visual>}; nothing where its mesh cannot be had. */
  List<Seen> visuals(XmlElement owner, Transform linkFromShape) throws DescriptionException {
    Optional<XmlElement> element = element(owner);
    if (element.isEmpty()) {
      return List.of();
    }
    Optional<Shape> solid = solid(element.get());
    if (solid.isPresent()) {
      return List.of(new Seen(solid.get(), linkFromShape, Optional.empty()));
    }
    List<Seen> seen = new ArrayList<>();
    for (MeshSource.Part part : mesh(element.get())) {
      seen.add(new Seen(new Shape.Mesh(part.mesh()), linkFromShape, part.color()));
    }
    return List.copyOf(seen);
  }

  List<LinkCollision> collisions(XmlElement owner, Transform linkFromShape)
      throws DescriptionException {
    Optional<XmlElement> element = element(owner);
    if (element.isEmpty()) {
      return List.of();
    }
    Optional<Shape> solid = solid(element.get());
    if (solid.isPresent()) {
      return List.of(new LinkCollision(solid.get(), linkFromShape));
    }
    List<LinkCollision> boxes = new ArrayList<>();
    for (MeshSource.Part part : mesh(element.get())) {
      for (MeshBoxes.Box box : MeshBoxes.of(part.mesh())) {
        boxes.add(
            new LinkCollision(
                new Shape.Box(box.sizeMeters()),
                linkFromShape.after(
                    new Transform(
                        linkFromShape.source(), "box", box.centerMeters(), Quaternion.IDENTITY))));
      }
    }
    return List.copyOf(boxes);
  }

  private Optional<XmlElement> element(XmlElement owner) {
    Optional<XmlElement> geometry = owner.firstChild("geometry");
    if (geometry.isEmpty() || geometry.get().children().isEmpty()) {
      owner.noteIgnored("has no geometry", notes);
      return Optional.empty();
    }
    return Optional.of(geometry.get().children().get(0));
  }

  /** Returns a shape of the format's own; nothing for a mesh, and for what is none of them. */
  private Optional<Shape> solid(XmlElement element) throws DescriptionException {
    try {
      return switch (element.name()) {
        case "box" -> Optional.of(new Shape.Box(Vector3.of(element.numbers("size", 3))));
        case "cylinder" ->
            Optional.of(new Shape.Cylinder(element.number("radius"), element.number("length")));
        case "sphere" -> Optional.of(new Shape.Sphere(element.number("radius")));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      element.noteIgnored("is left out: " + e.getMessage(), notes);
      return Optional.empty();
    }
  }

  private List<MeshSource.Part> mesh(XmlElement element) throws DescriptionException {
    if (!element.name().equals("mesh")) {
      if (!List.of("box", "cylinder", "sphere").contains(element.name())) {
        element.noteIgnored("is no shape that is read; it is left out", notes);
      }
      return List.of();
    }
    String uri = element.attribute("filename").orElse("").strip();
    double[] scale = scale(element);
    String key = uri + " " + scale[0] + " " + scale[1] + " " + scale[2];
    List<MeshSource.Part> known = meshes.get(key);
    if (known == null) {
      known = read(element, uri, scale);
      meshes.put(key, known);
    } else if (known.isEmpty()) {
      element.noteIgnored("is left out as before: " + brief(uri), notes);
    }
    return known;
  }

  private double[] scale(XmlElement element) {
    if (element.attribute("scale").isPresent()) {
      try {
        return element.numbers("scale", 3);
      } catch (DescriptionException e) {
        element.noteIgnored("is drawn without its scale: " + e.getMessage(), notes);
      }
    }
    return new double[] {1, 1, 1};
  }

  private List<MeshSource.Part> read(XmlElement element, String uri, double[] scale) {
    try {
      if (uri.isEmpty()) {
        throw new DescriptionException("it names no file");
      }
      if (meshes.size() >= MAX_MESH_FILES) {
        throw new DescriptionException("at most " + MAX_MESH_FILES + " mesh files are read");
      }
      List<MeshSource.Part> parts = new ArrayList<>();
      int count = 0;
      for (MeshSource.Part part : source.read(uri, notes)) {
        parts.add(new MeshSource.Part(stretched(part.mesh(), scale), part.color()));
        count += part.mesh().triangles();
      }
      if (triangles + count > MAX_TRIANGLES) {
        throw new DescriptionException(
            "the meshes of one robot may have " + MAX_TRIANGLES + " triangles together");
      }
      triangles += count;
      return List.copyOf(parts);
    } catch (IOException | IllegalArgumentException e) {
      element.noteIgnored("'" + brief(uri) + "' is left out: " + e.getMessage(), notes);
      return List.of();
    }
  }

  /** Stretches a mesh; a factor below 0 mirrors it, and its normals are then those of the faces. */
  private static TriangleMesh stretched(TriangleMesh mesh, double[] scale) {
    if (scale[0] == 1 && scale[1] == 1 && scale[2] == 1) {
      return mesh;
    }
    if (scale[0] > 0 && scale[1] > 0 && scale[2] > 0) {
      return mesh.scaled(Vector3.of(scale));
    }
    if (scale[0] == 0 || scale[1] == 0 || scale[2] == 0) {
      throw new IllegalArgumentException("a scale must not be 0");
    }
    double[] corners = new double[9 * mesh.triangles()];
    for (int t = 0; t < mesh.triangles(); t++) {
      for (int k = 0; k < 3; k++) {
        for (int a = 0; a < 3; a++) {
          corners[9 * t + 3 * k + a] = mesh.corner(t, k, a) * scale[a];
        }
      }
    }
    return new TriangleMesh(corners, null, null);
  }

  private static String brief(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "..";
  }
}
