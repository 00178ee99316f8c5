package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.MeshSource;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Reads the still geometry of COLLADA 1.4: triangles, polygons, strips and fans of the nodes of the
 * scene, one part a material, with its diffuse colour. The file's unit is regarded; its up axis is
 * not, as robot descriptions are made for viewers that leave it out.
 */
final class DaeReader {
  private static final XmlElement.Limits LIMITS =
      new XmlElement.Limits(MeshFile.MAX_BYTES, 500_000, MeshFile.MAX_BYTES);
  private static final int MAX_NODE_DEPTH = 32;
  private static final int MAX_NODES = 50_000;
  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
  private static final Set<String> SHAPES =
      Set.of("triangles", "polylist", "polygons", "tristrips", "trifans");

  private final String file;
  private final List<String> ignored;
  private final Map<String, XmlElement> byId = new HashMap<>();
  private final Map<XmlElement, double[]> numbers = new HashMap<>();
  private final Map<String, MeshTriangles> parts = new LinkedHashMap<>();
  private final Map<String, Optional<ColorRgb>> colors = new HashMap<>();
  private final Set<String> noted = new HashSet<>();
  private double meters = 1;
  private int nodes;
  private int total;

  DaeReader(String file, List<String> ignored) {
    this.file = file;
    this.ignored = ignored;
  }

  List<MeshSource.Part> read(byte[] bytes) throws DescriptionException {
    XmlElement root = XmlElement.parse(file, bytes, LIMITS);
    if (!root.name().equals("COLLADA")) {
      throw root.error("is no COLLADA file; it starts with <COLLADA>");
    }
    index(root);
    Optional<XmlElement> unit = root.firstChild("asset").flatMap(a -> a.firstChild("unit"));
    if (unit.isPresent() && unit.get().attribute("meter").isPresent()) {
      meters = unit.get().number("meter");
      if (!(meters > 0 && meters <= 1e6)) {
        throw unit.get().error("needs a meter above 0, got " + meters);
      }
    }
    List<XmlElement> scenes = new ArrayList<>();
    Optional<XmlElement> used =
        root.firstChild("scene").flatMap(s -> s.firstChild("instance_visual_scene"));
    if (used.isPresent()) {
      target(used.get(), "url").ifPresent(scenes::add);
    }
    if (scenes.isEmpty()) {
      for (XmlElement library : root.children("library_visual_scenes")) {
        scenes.addAll(library.children("visual_scene"));
      }
    }
    for (XmlElement scene : scenes) {
      for (XmlElement node : scene.children("node")) {
        node(node, IDENTITY, 0);
      }
    }
    if (parts.isEmpty()) {
      // Some exporters write geometry and no scene.
      for (XmlElement library : root.children("library_geometries")) {
        for (XmlElement geometry : library.children("geometry")) {
          geometry(geometry, IDENTITY, Map.of());
        }
      }
    }
    List<MeshSource.Part> read = new ArrayList<>();
    for (Map.Entry<String, MeshTriangles> part : parts.entrySet()) {
      if (!part.getValue().isEmpty()) {
        TriangleMesh mesh = part.getValue().mesh();
        read.add(new MeshSource.Part(mesh, colors.getOrDefault(part.getKey(), Optional.empty())));
      }
    }
    if (read.isEmpty()) {
      throw new DescriptionException(file + ": the file has no triangle with an area");
    }
    return read;
  }

  private void index(XmlElement element) {
    element.attribute("id").ifPresent(id -> byId.putIfAbsent(id, element));
    for (XmlElement child : element.children()) {
      index(child);
    }
  }

  /** Returns what an attribute "#id" names. */
  private Optional<XmlElement> target(XmlElement element, String attribute) {
    String reference = element.attribute(attribute).orElse("");
    return Optional.ofNullable(
        byId.get(reference.startsWith("#") ? reference.substring(1) : reference));
  }

  private void note(XmlElement element, String what) {
    if (noted.add(element.name() + what)) {
      element.noteIgnored(what, ignored);
    }
  }

  private void node(XmlElement node, double[] above, int depth) throws DescriptionException {
    nodes++;
    if (depth > MAX_NODE_DEPTH || nodes > MAX_NODES) {
      throw node.error(
          "at most " + MAX_NODES + " nodes nested " + MAX_NODE_DEPTH + " deep are allowed");
    }
    double[] pose = above;
    for (XmlElement child : node.children()) {
      switch (child.name()) {
        case "matrix" -> pose = product(pose, Arrays.copyOf(child.numbers(16), 12));
        case "translate" -> {
          double[] t = child.numbers(3);
          pose = product(pose, new double[] {1, 0, 0, t[0], 0, 1, 0, t[1], 0, 0, 1, t[2]});
        }
        case "scale" -> {
          double[] s = child.numbers(3);
          pose = product(pose, new double[] {s[0], 0, 0, 0, 0, s[1], 0, 0, 0, 0, s[2], 0});
        }
        case "rotate" -> pose = product(pose, rotation(child));
        case "lookat", "skew" -> note(child, "of a node");
        case "instance_geometry" -> {
          Optional<XmlElement> geometry = target(child, "url");
          if (geometry.isPresent()) {
            geometry(geometry.get(), pose, materials(child));
          }
        }
        case "instance_node" -> {
          Optional<XmlElement> other = target(child, "url");
          if (other.isPresent()) {
            node(other.get(), pose, depth + 1);
          }
        }
        case "instance_controller" -> note(child, "moves a mesh; it is left out");
        case "node" -> node(child, pose, depth + 1);
        default -> {
          // Lamps, cameras and notes of programs are nothing to draw.
        }
      }
    }
  }

  private static double[] rotation(XmlElement rotate) throws DescriptionException {
    double[] r = rotate.numbers(4);
    double length = Math.sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
    if (!(length > 1e-12)) {
      return IDENTITY;
    }
    double x = r[0] / length;
    double y = r[1] / length;
    double z = r[2] / length;
    double angle = StrictMath.toRadians(r[3]);
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    double t = 1 - c;
    return new double[] {
      t * x * x + c,
      t * x * y - s * z,
      t * x * z + s * y,
      0,
      t * x * y + s * z,
      t * y * y + c,
      t * y * z - s * x,
      0,
      t * x * z - s * y,
      t * y * z + s * x,
      t * z * z + c,
      0
    };
  }

  private static double[] product(double[] a, double[] b) {
    double[] out = new double[12];
    for (int r = 0; r < 12; r += 4) {
      for (int c = 0; c < 4; c++) {
        out[r + c] = a[r] * b[c] + a[r + 1] * b[4 + c] + a[r + 2] * b[8 + c];
      }
      out[r + 3] += a[r + 3];
    }
    return out;
  }

  /** Returns which material the names of a geometry's own mean here. */
  private Map<String, String> materials(XmlElement instance) {
    Map<String, String> bound = new HashMap<>();
    for (XmlElement bind : instance.children("bind_material")) {
      for (XmlElement common : bind.children("technique_common")) {
        for (XmlElement material : common.children("instance_material")) {
          String symbol = material.attribute("symbol").orElse("");
          String id = material.attribute("target").orElse("");
          bound.put(symbol, id.startsWith("#") ? id.substring(1) : id);
        }
      }
    }
    return bound;
  }

  private Optional<ColorRgb> color(String materialId) throws DescriptionException {
    Optional<XmlElement> effect =
        Optional.ofNullable(byId.get(materialId))
            .flatMap(material -> material.firstChild("instance_effect"))
            .flatMap(instance -> target(instance, "url"));
    if (effect.isEmpty()) {
      return Optional.empty();
    }
    for (XmlElement profile : effect.get().children("profile_COMMON")) {
      for (XmlElement technique : profile.children("technique")) {
        for (XmlElement shading : technique.children()) {
          Optional<XmlElement> color =
              shading.firstChild("diffuse").flatMap(diffuse -> diffuse.firstChild("color"));
          if (color.isPresent()) {
            double[] rgba = color.get().numbers(4);
            return Optional.of(new ColorRgb(inUnit(rgba[0]), inUnit(rgba[1]), inUnit(rgba[2])));
          }
          if (shading.firstChild("diffuse").isPresent()) {
            note(shading, "has a picture as its colour, which is not used");
          }
        }
      }
    }
    return Optional.empty();
  }

  private static double inUnit(double value) {
    return Math.max(0, Math.min(1, value));
  }

  private void geometry(XmlElement geometry, double[] pose, Map<String, String> materials)
      throws DescriptionException {
    for (XmlElement mesh : geometry.children("mesh")) {
      for (XmlElement shape : mesh.children()) {
        if (SHAPES.contains(shape.name())) {
          String symbol = shape.attribute("material").orElse("");
          String material = materials.getOrDefault(symbol, symbol);
          if (!colors.containsKey(material)) {
            colors.put(material, color(material));
          }
          if (!parts.containsKey(material)) {
            parts.put(material, new MeshTriangles(file));
          }
          shape(shape, pose, parts.get(material));
        } else if (shape.name().equals("lines") || shape.name().equals("linestrips")) {
          note(shape, "of a mesh file");
        }
      }
    }
  }

  private void shape(XmlElement shape, double[] pose, MeshTriangles out)
      throws DescriptionException {
    int stride = 1;
    int placeOffset = -1;
    int normalOffset = -1;
    XmlElement places = null;
    XmlElement normals = null;
    for (XmlElement input : shape.children("input")) {
      int offset = input.attribute("offset").isPresent() ? index(input, "offset") : 0;
      stride = Math.max(stride, offset + 1);
      XmlElement source = target(input, "source").orElse(null);
      switch (input.attribute("semantic").orElse("")) {
        case "VERTEX" -> {
          placeOffset = offset;
          for (XmlElement own : source == null ? List.<XmlElement>of() : source.children("input")) {
            String semantic = own.attribute("semantic").orElse("");
            if (semantic.equals("POSITION")) {
              places = target(own, "source").orElse(null);
            } else if (semantic.equals("NORMAL") && normals == null) {
              normals = target(own, "source").orElse(null);
              normalOffset = offset;
            }
          }
        }
        case "NORMAL" -> {
          normalOffset = offset;
          normals = source;
        }
        default -> {
          // Colours of corners and texture coordinates are not used.
        }
      }
    }
    if (places == null) {
      note(shape, "has no places; it is left out");
      return;
    }
    double[] at = table(places);
    double[] turned = normals == null ? null : table(normals);
    boolean strip = shape.name().equals("tristrips");
    boolean triangles = shape.name().equals("triangles");
    int[] sides = shape.firstChild("vcount").map(v -> integers(v.text())).orElse(null);
    for (XmlElement list : shape.children("p")) {
      int[] p = integers(list.text());
      int corners = p.length / stride;
      int from = 0;
      for (int f = 0; from < corners; f++) {
        int count = triangles ? 3 : sides != null ? (f < sides.length ? sides[f] : 0) : corners;
        if (count < 1 || from + count > corners) {
          break;
        }
        for (int k = 1; k + 1 < count; k++) {
          int a = from + (strip ? k - 1 : 0);
          boolean back = strip && k % 2 == 0;
          add(
              list,
              out,
              pose,
              at,
              turned,
              new int[] {
                a * stride,
                (from + (back ? k + 1 : k)) * stride,
                (from + (back ? k : k + 1)) * stride
              },
              p,
              placeOffset,
              normalOffset);
        }
        from += count;
      }
    }
  }

  private void add(
      XmlElement list,
      MeshTriangles out,
      double[] pose,
      double[] at,
      double[] turned,
      int[] corners,
      int[] p,
      int placeOffset,
      int normalOffset)
      throws DescriptionException {
    double[] corner = new double[9];
    double[] normal = turned == null ? null : new double[9];
    for (int k = 0; k < 3; k++) {
      int place = p[corners[k] + placeOffset];
      if (place < 0 || place >= at.length / 3) {
        note(list, "has triangles without a place: they are left out");
        return;
      }
      for (int r = 0; r < 3; r++) {
        double value =
            meters
                * (pose[4 * r] * at[3 * place]
                    + pose[4 * r + 1] * at[3 * place + 1]
                    + pose[4 * r + 2] * at[3 * place + 2]
                    + pose[4 * r + 3]);
        if (!(Math.abs(value) <= TriangleMesh.MAX_COORDINATE_METERS)) {
          throw list.error("a coordinate must be in [-10000, 10000] m, got " + value);
        }
        corner[3 * k + r] = value;
      }
      if (normal != null) {
        int n = p[corners[k] + normalOffset];
        if (n < 0 || n >= turned.length / 3) {
          normal = null;
          continue;
        }
        // Right for turns and equal scales, which is what robots' meshes have.
        for (int r = 0; r < 3; r++) {
          normal[3 * k + r] =
              pose[4 * r] * turned[3 * n]
                  + pose[4 * r + 1] * turned[3 * n + 1]
                  + pose[4 * r + 2] * turned[3 * n + 2];
        }
      }
    }
    total++;
    if (total > TriangleMesh.MAX_TRIANGLES) {
      throw list.error("a mesh file has at most " + TriangleMesh.MAX_TRIANGLES + " triangles");
    }
    out.add(corner, normal, null);
  }

  /** Returns the numbers of a source, three a row. */
  private double[] table(XmlElement source) throws DescriptionException {
    double[] known = numbers.get(source);
    if (known != null) {
      return known;
    }
    XmlElement array =
        source.firstChild("float_array").orElseThrow(() -> source.error("needs a <float_array>"));
    Optional<XmlElement> accessor =
        source.firstChild("technique_common").flatMap(t -> t.firstChild("accessor"));
    int stride =
        accessor.isPresent() && accessor.get().attribute("stride").isPresent()
            ? index(accessor.get(), "stride")
            : 3;
    StringTokenizer words = new StringTokenizer(array.text());
    double[] values = new double[words.countTokens()];
    for (int i = 0; i < values.length; i++) {
      String word = words.nextToken();
      try {
        values[i] = Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw new DescriptionException(
            array.error("'" + MeshFile.brief(word) + "' is no number").getMessage(), e);
      }
    }
    if (stride < 3) {
      throw source.error("needs three numbers a row, got a stride of " + stride);
    }
    double[] rows = values;
    if (stride > 3) {
      rows = new double[values.length / stride * 3];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = values[i / 3 * stride + i % 3];
      }
    }
    numbers.put(source, rows);
    return rows;
  }

  private static int index(XmlElement element, String attribute) throws DescriptionException {
    double value = element.number(attribute);
    if (!(value >= 0 && value <= 64)) {
      throw element.error(attribute + " must be in [0, 64], got " + value);
    }
    return (int) value;
  }

  private static int[] integers(String text) {
    StringTokenizer words = new StringTokenizer(text);
    int[] values = new int[words.countTokens()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Integer.parseInt(words.nextToken());
      } catch (NumberFormatException e) {
        values[i] = -1; // refused by who looks it up
      }
    }
    return values;
  }
}
