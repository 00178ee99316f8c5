package dev.cobot.sim2real.world;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.MeshSource;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ImageTexture;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.MeshBoxes;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads materials and meshes with the files that they name; each file is read once. */
final class SdfAssets {
  // No name begins with a point, so none leads out of its folder.
  private static final String SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9_ .+-]{0,63}";
  private static final Pattern URI =
      Pattern.compile(
          "(?:model://("
              + SEGMENT
              + ")/)?((?:"
              + SEGMENT
              + "/){0,4}[A-Za-z0-9_-][A-Za-z0-9_ .+-]{0,63}\\.([A-Za-z0-9]{1,8}))");

  private static final double LEAST_FILLED = 0.5;
  private static final ColorRgb DEFAULT_COLOR = new ColorRgb(0.7, 0.7, 0.7);

  private final List<Path> modelFolders;
  private final Set<Path> files;
  private final List<String> ignored;
  private final Map<Path, List<MeshSource.Part>> meshes = new HashMap<>();
  private final Map<Path, ImageTexture> textures = new HashMap<>();

  /**
   * @param modelFolders the folders that model:// means; the first that has the model counts
   * @param files takes each file that is read
   */
  SdfAssets(List<Path> modelFolders, Set<Path> files, List<String> ignored) {
    this.modelFolders = modelFolders;
    this.files = files;
    this.ignored = ignored;
  }

  /**
   * A part of a mesh.
   *
   * @param color that the mesh's file gives it
   */
  record Part(Shape.Mesh shape, Optional<ColorRgb> color) {}

  /** Returns the parts of a mesh, at least one. */
  List<Part> mesh(XmlElement element) throws IOException {
    element.noteIgnored(Set.of("uri", "scale"), ignored);
    Path file = file(element.requiredChild("uri"), Set.of("stl", "obj", "dae"));
    List<MeshSource.Part> read = meshes.get(file);
    if (read == null) {
      read = MeshFile.readParts(file, ignored);
      meshes.put(file, read);
    }
    Optional<XmlElement> scale = element.child("scale");
    List<Part> parts = new ArrayList<>();
    try {
      for (MeshSource.Part part : read) {
        TriangleMesh mesh = part.mesh();
        parts.add(
            new Part(
                new Shape.Mesh(
                    scale.isPresent() ? mesh.scaled(Vector3.of(scale.get().numbers(3))) : mesh),
                part.color()));
      }
      return parts;
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(scale.orElse(element).error(e.getMessage()).getMessage(), e);
    }
  }

  /**
   * Returns the boxes as which a mesh stops others: those of its slices where it nearly fills them;
   * none of a part that is hollow or open, or of a file that cannot be read, with a note.
   */
  List<MeshBoxes.Box> boxes(XmlElement element) {
    List<MeshBoxes.Box> all = new ArrayList<>();
    try {
      for (Part part : mesh(element)) {
        List<MeshBoxes.Box> boxes = MeshBoxes.of(part.shape().triangles());
        double filled = MeshBoxes.filledShare(part.shape().triangles(), boxes);
        if (filled < LEAST_FILLED) {
          element.noteIgnored(
              String.format(
                  Locale.ROOT,
                  "does not collide: it fills %.0f %% of the boxes that would stand for it, as what"
                      + " is hollow or open does; what is to stop others needs boxes",
                  100 * filled),
              ignored);
        } else {
          all.addAll(boxes);
        }
      }
    } catch (IOException e) {
      element.noteIgnored("does not collide: " + e.getMessage(), ignored);
    }
    return all;
  }

  /**
   * Returns what a visual is made of. Without a {@code <material>} or a {@code <diffuse>} in it
   * that is the colour of the mesh's file, or a grey.
   *
   * @param visual that the material is of
   * @param ofMesh the colour that the mesh's file gives
   */
  Material material(XmlElement visual, Optional<XmlElement> material, Optional<ColorRgb> ofMesh)
      throws IOException {
    ColorRgb black = new ColorRgb(0, 0, 0);
    if (material.isEmpty() || material.get().child("diffuse").isEmpty()) {
      if (ofMesh.isEmpty()) {
        visual.noteIgnored("has no <diffuse> in a <material>; it is grey", ignored);
      }
      material.ifPresent(element -> element.noteIgnored(Set.of(), ignored));
      ColorRgb color = ofMesh.orElse(DEFAULT_COLOR);
      return new Material(color, color, black, Material.DEFAULT_SHININESS, black, Optional.empty());
    }
    XmlElement element = material.get();
    element.noteIgnored(
        Set.of("ambient", "diffuse", "specular", "emissive", "pbr", "cobot:shininess"), ignored);
    ColorRgb diffuse = SdfReader.color(element.requiredChild("diffuse"));
    Optional<XmlElement> shininess = element.child("cobot:shininess");
    try {
      return new Material(
          diffuse,
          color(element, "ambient", diffuse),
          color(element, "specular", black),
          shininess.isPresent() ? shininess.get().number() : Material.DEFAULT_SHININESS,
          color(element, "emissive", black),
          texture(element));
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }

  private static ColorRgb color(XmlElement parent, String name, ColorRgb otherwise)
      throws DescriptionException {
    Optional<XmlElement> element = parent.child(name);
    return element.isPresent() ? SdfReader.color(element.get()) : otherwise;
  }

  private Optional<ImageTexture> texture(XmlElement material) throws IOException {
    XmlElement element = material;
    for (String step : List.of("pbr", "metal", "albedo_map")) {
      if (element != material) {
        element.noteIgnored(Set.of(step), ignored);
      }
      Optional<XmlElement> next = element.child(step);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      element = next.get();
    }
    Path file = file(element, Set.of("png"));
    ImageTexture texture = textures.get(file);
    if (texture == null) {
      texture = read(element, file);
      textures.put(file, texture);
    }
    return Optional.of(texture);
  }

  private static ImageTexture read(XmlElement element, Path file) throws DescriptionException {
    try {
      RgbImage image = FrameFiles.readImage(file);
      return new ImageTexture(image.widthPixels(), image.heightPixels(), image.rgb());
    } catch (IOException | IllegalArgumentException e) {
      throw new DescriptionException(
          element.error("names a picture that cannot be used: " + e.getMessage()).getMessage(), e);
    }
  }

  private Path file(XmlElement uri, Set<String> endings) throws DescriptionException {
    Matcher matcher = URI.matcher(uri.text());
    if (!matcher.matches() || !endings.contains(matcher.group(3).toLowerCase(Locale.ROOT))) {
      throw uri.error(
          "must read model://NAME/FOLDER/FILE with an ending of "
              + endings.stream().sorted().toList()
              + " and letters, digits, _ and - in the names, got "
              + MeshFile.brief(uri.text()));
    }
    Path folder =
        matcher.group(1) == null
            ? Path.of(uri.file()).toAbsolutePath().getParent()
            : modelFolders.stream()
                .map(models -> models.resolve(matcher.group(1)))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> uri.error("names no folder in any of " + modelFolders));
    Path file = folder.resolve(matcher.group(2));
    if (!Files.isRegularFile(file)) {
      throw uri.error("names no file " + file);
    }
    files.add(file);
    return file;
  }
}
