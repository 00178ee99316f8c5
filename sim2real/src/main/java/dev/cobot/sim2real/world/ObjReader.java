package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads Wavefront OBJ: places, normals, texture coordinates and faces, whose polygons should be
 * convex. Materials are left to the SDF file.
 */
final class ObjReader {
  private static final int MAX_POLYGON = 256;
  // No other line end: half of a UTF-8 letter may look like one.
  private static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,40}([eE][-+]?[0-9]{1,3})?");
  private static final Pattern INDEX = Pattern.compile("-?[0-9]{1,9}");
  private static final Set<String> GROUPS = Set.of("o", "g", "s");
  private static final int MAX_NOTES = 20;

  private final String file;
  private final List<String> ignored;
  private final Set<String> noted = new HashSet<>();
  private final MeshTriangles triangles;
  private final Table places = new Table(3);
  private final Table normals = new Table(3);
  private final Table textures = new Table(2);
  private int line;

  ObjReader(String file, List<String> ignored) {
    this.file = file;
    this.ignored = ignored;
    this.triangles = new MeshTriangles(file);
  }

  TriangleMesh read(byte[] bytes) throws DescriptionException {
    List<String[]> faces = new ArrayList<>();
    List<int[]> counts = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    for (String text : LINE_END.split(new String(bytes, StandardCharsets.ISO_8859_1), -1)) {
      line++;
      int comment = text.indexOf('#');
      String used = (comment < 0 ? text : text.substring(0, comment)).strip();
      if (used.endsWith("\\")) { // goes on in the next line
        joined.append(used, 0, used.length() - 1).append(' ');
        continue;
      }
      String statement = joined.append(used).toString().strip();
      joined.setLength(0);
      if (!statement.isEmpty()) {
        String[] words = SPACE.split(statement, MAX_POLYGON + 3);
        if (words[0].equals("f")) {
          faces.add(words);
          counts.add(new int[] {line, places.count, textures.count, normals.count});
        } else {
          statement(words);
        }
      }
    }
    // Only now: a face may name what stands after it.
    for (int i = 0; i < faces.size(); i++) {
      line = counts.get(i)[0];
      face(faces.get(i), counts.get(i));
    }
    return triangles.mesh();
  }

  private void statement(String[] words) throws DescriptionException {
    switch (words[0]) {
      case "v" -> places.add(numbers(words, 3, 7)); // a weight or a colour may follow
      case "vn" -> normals.add(numbers(words, 3, 3));
      case "vt" -> textures.add(numbers(words, 2, 3));
      default -> {
        if (!GROUPS.contains(words[0])) {
          note("'" + MeshFile.brief(words[0]) + "' of a mesh file");
        }
      }
    }
  }

  /** Notes what is not used, the first place of each alone. */
  private void note(String what) {
    if (noted.size() < MAX_NOTES && noted.add(what)) {
      ignored.add(file + ":" + line + ": " + what);
    }
  }

  private double[] numbers(String[] words, int least, int most) throws DescriptionException {
    if (words.length - 1 < least || words.length - 1 > most) {
      throw error("'" + words[0] + "' needs " + least + " numbers, got " + (words.length - 1));
    }
    double[] values = new double[least];
    for (int i = 0; i < least; i++) {
      double value = Double.NaN;
      if (NUMBER.matcher(words[1 + i]).matches()) {
        try {
          value = Double.parseDouble(words[1 + i]);
        } catch (NumberFormatException e) {
          value = Double.NaN; // several points; the message below says it
        }
      }
      if (!(Math.abs(value) <= TriangleMesh.MAX_COORDINATE_METERS)) {
        throw error(
            "a coordinate must be a number in [-10000, 10000], got '"
                + MeshFile.brief(words[1 + i])
                + "'");
      }
      values[i] = value;
    }
    return values;
  }

  /**
   * @param counts the line, and how many places, texture coordinates and normals stand before it
   */
  private void face(String[] words, int[] counts) throws DescriptionException {
    int sides = words.length - 1;
    if (sides < 3 || sides > MAX_POLYGON) {
      throw error("a face has 3 to " + MAX_POLYGON + " corners, got " + sides);
    }
    int[] place = new int[sides];
    int[] texture = new int[sides];
    int[] normal = new int[sides];
    for (int i = 0; i < sides; i++) {
      String[] parts = words[1 + i].split("/", -1);
      if (parts.length > 3) {
        throw error("a corner is place/texture/normal, got '" + MeshFile.brief(words[1 + i]) + "'");
      }
      place[i] = index(parts[0], places, counts[1], "v");
      texture[i] = optionalIndex(parts, 1, textures, counts[2], "vt");
      normal[i] = optionalIndex(parts, 2, normals, counts[3], "vn");
    }
    noteUnlessConvex(place);
    for (int k = 1; k + 1 < sides; k++) {
      int[] fan = {0, k, k + 1};
      triangles.add(
          places.rows(place, fan), normals.rows(normal, fan), textures.rows(texture, fan));
    }
  }

  /** Returns -1 where a corner names none, or the file has none at all. */
  private int optionalIndex(String[] parts, int part, Table table, int before, String name)
      throws DescriptionException {
    if (parts.length <= part || parts[part].isEmpty()) {
      return -1;
    }
    if (table.count == 0) {
      note("faces name a " + name + ", and the file has none");
      return -1;
    }
    return index(parts[part], table, before, name);
  }

  private int index(String word, Table table, int before, String name) throws DescriptionException {
    if (!INDEX.matcher(word).matches()) {
      throw error(
          "a corner must name a " + name + " by number, got '" + MeshFile.brief(word) + "'");
    }
    int number = Integer.parseInt(word);
    int index = number < 0 ? before + number : number - 1;
    if (number == 0 || index < 0 || index >= table.count) {
      throw error(
          "a corner names " + name + " " + number + "; the file has " + table.count + " of them");
    }
    return index;
  }

  // A fan covers a convex polygon and no other.
  private void noteUnlessConvex(int[] place) {
    int sides = place.length;
    if (sides == 3) {
      return;
    }
    double[] sum = new double[3];
    double[][] turns = new double[sides][];
    for (int i = 0; i < sides; i++) {
      turns[i] = turn(place[i], place[(i + 1) % sides], place[(i + 2) % sides]);
      for (int a = 0; a < 3; a++) {
        sum[a] += turns[i][a];
      }
    }
    double size = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
    for (double[] turn : turns) {
      double along = turn[0] * sum[0] + turn[1] * sum[1] + turn[2] * sum[2];
      if (along < -1e-6 * size * size) {
        note("a face that is not convex, which is filled as if it were");
        return;
      }
    }
  }

  private double[] turn(int a, int b, int c) {
    double[] v = places.values;
    double ux = v[3 * b] - v[3 * a];
    double uy = v[3 * b + 1] - v[3 * a + 1];
    double uz = v[3 * b + 2] - v[3 * a + 2];
    double wx = v[3 * c] - v[3 * b];
    double wy = v[3 * c + 1] - v[3 * b + 1];
    double wz = v[3 * c + 2] - v[3 * b + 2];
    return new double[] {uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx};
  }

  private DescriptionException error(String problem) {
    return new DescriptionException(file + ":" + line + ": " + problem);
  }

  /** Rows of numbers that faces refer to. */
  private static final class Table {
    private final int width;
    private double[] values;
    private int count;

    Table(int width) {
      this.width = width;
      values = new double[64 * width];
    }

    void add(double[] row) {
      if (values.length == count * width) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      System.arraycopy(row, 0, values, count * width, width);
      count++;
    }

    /** Returns three rows, or null when one of them is not given. */
    double[] rows(int[] index, int[] which) {
      double[] out = new double[3 * width];
      for (int k = 0; k < 3; k++) {
        int row = index[which[k]];
        if (row < 0) {
          return null;
        }
        System.arraycopy(values, row * width, out, k * width, width);
      }
      return out;
    }
  }
}
