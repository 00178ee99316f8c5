package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads STL. Its normals are those of the flat triangles, so they are not kept. */
final class StlReader {
  private static final int HEADER_BYTES = 80;
  private static final int TRIANGLE_BYTES = 50;
  private static final int TEXT_BYTES = 1000;
  private static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,40}([eE][-+]?[0-9]{1,3})?");

  private final String file;
  private final String[] lines;
  private int at;

  private StlReader(String file, String text) {
    this.file = file;
    this.lines = LINE_END.split(text, -1);
  }

  /**
   * @param ignored gets what the file says and is not used
   */
  static TriangleMesh read(String file, byte[] bytes, List<String> ignored)
      throws DescriptionException {
    if (isText(bytes)) {
      return new StlReader(file, new String(bytes, StandardCharsets.ISO_8859_1)).text();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long count =
        bytes.length < HEADER_BYTES + 4 ? 0 : Integer.toUnsignedLong(in.getInt(HEADER_BYTES));
    long needed = HEADER_BYTES + 4 + count * TRIANGLE_BYTES;
    if (count == 0 || needed > bytes.length) {
      throw new DescriptionException(
          file
              + ": no STL: a text file starts with 'solid', a binary one has 84 bytes and 50 for"
              + " each triangle that its header counts; got "
              + bytes.length
              + " bytes"
              + (bytes.length >= HEADER_BYTES + 4 ? " and a count of " + count : ""));
    }
    if (needed < bytes.length) {
      ignored.add(file + ": " + (bytes.length - needed) + " bytes after the last triangle");
    }
    return binary(file, in, count);
  }

  /** A binary file may start with the word "solid" too; text has no zero bytes, and facets. */
  private static boolean isText(byte[] bytes) {
    String start =
        new String(bytes, 0, Math.min(TEXT_BYTES, bytes.length), StandardCharsets.ISO_8859_1)
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    return start.startsWith("solid")
        && start.indexOf('\0') < 0
        && (start.contains("facet")
            || start.contains("endsolid")
            || bytes.length < HEADER_BYTES + 4);
  }

  private static TriangleMesh binary(String file, ByteBuffer in, long count)
      throws DescriptionException {
    if (count > TriangleMesh.MAX_TRIANGLES) {
      throw new DescriptionException(
          file + ": a mesh has at most " + TriangleMesh.MAX_TRIANGLES + " triangles, got " + count);
    }
    MeshTriangles triangles = new MeshTriangles(file);
    double[] corners = new double[9];
    for (int i = 0; i < count; i++) {
      int from = HEADER_BYTES + 4 + i * TRIANGLE_BYTES + 12;
      for (int k = 0; k < 9; k++) {
        corners[k] = in.getFloat(from + 4 * k);
        if (!(Math.abs(corners[k]) <= TriangleMesh.MAX_COORDINATE_METERS)) {
          throw new DescriptionException(
              file
                  + ": triangle "
                  + i
                  + ": a coordinate must be in [-10000, 10000], got "
                  + corners[k]);
        }
      }
      triangles.add(corners, null, null);
    }
    return triangles.mesh();
  }

  private TriangleMesh text() throws DescriptionException {
    MeshTriangles triangles = new MeshTriangles(file);
    double[] corners = new double[9];
    next("solid");
    while (true) {
      String[] words = next("facet", "endsolid");
      if (words[0].equalsIgnoreCase("endsolid")) {
        if (isAtEnd()) {
          return triangles.mesh();
        }
        next("solid"); // a file may hold several
        continue;
      }
      next("outer");
      for (int corner = 0; corner < 3; corner++) {
        String[] vertex = next("vertex");
        if (vertex.length != 4) {
          throw error("'vertex' needs 3 numbers, got " + (vertex.length - 1));
        }
        for (int a = 0; a < 3; a++) {
          corners[3 * corner + a] = number(vertex[1 + a]);
        }
      }
      next("endloop");
      next("endfacet");
      triangles.add(corners, null, null);
    }
  }

  private String[] next(String... allowed) throws DescriptionException {
    String line = nextLine();
    String[] words = line == null ? new String[] {""} : SPACE.split(line, 16);
    for (String word : allowed) {
      if (words[0].equalsIgnoreCase(word)) {
        return words;
      }
    }
    throw error(
        "expected '"
            + String.join("' or '", allowed)
            + "', got "
            + (line == null ? "the end of the file" : "'" + MeshFile.brief(line) + "'"));
  }

  /** Returns the next line that is not blank, or null at the end. */
  private String nextLine() {
    while (at < lines.length) {
      String line = lines[at++].strip();
      if (!line.isEmpty()) {
        return line;
      }
    }
    return null;
  }

  private boolean isAtEnd() {
    int before = at;
    boolean end = nextLine() == null;
    at = before;
    return end;
  }

  private double number(String word) throws DescriptionException {
    double value = Double.NaN;
    if (NUMBER.matcher(word).matches()) {
      try {
        value = Double.parseDouble(word);
      } catch (NumberFormatException e) {
        value = Double.NaN; // several points; the message below says it
      }
    }
    if (!(Math.abs(value) <= TriangleMesh.MAX_COORDINATE_METERS)) {
      throw error(
          "a coordinate must be a number in [-10000, 10000], got '" + MeshFile.brief(word) + "'");
    }
    return value;
  }

  private DescriptionException error(String problem) {
    return new DescriptionException(file + ":" + at + ": " + problem);
  }
}
