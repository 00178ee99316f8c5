package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads STL. Its normals are those of the flat triangles, so they are not kept. */
final class StlReader {
  private static final int HEADER_BYTES = 80;
  private static final int TRIANGLE_BYTES = 50;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,40}([eE][-+]?[0-9]{1,3})?");

  private final String file;
  private final String[] lines;
  private int at;

  private StlReader(String file, String text) {
    this.file = file;
    this.lines = text.split("\\R", -1);
  }

  static TriangleMesh read(String file, byte[] bytes) throws DescriptionException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // A binary file may start with the word "solid" too; its length tells it from text.
    if (bytes.length >= HEADER_BYTES + 4) {
      long count = Integer.toUnsignedLong(in.getInt(HEADER_BYTES));
      if (bytes.length == HEADER_BYTES + 4 + count * TRIANGLE_BYTES) {
        return binary(file, in, count);
      }
    }
    String start = new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.US_ASCII);
    if (!start.equals("solid")) {
      throw new DescriptionException(
          file
              + ": no STL: a text file starts with 'solid', a binary one has 84 bytes and 50 for"
              + " each triangle that its header counts; got "
              + bytes.length
              + " bytes"
              + (bytes.length >= HEADER_BYTES + 4
                  ? " and a count of " + Integer.toUnsignedLong(in.getInt(HEADER_BYTES))
                  : ""));
    }
    return new StlReader(file, new String(bytes, StandardCharsets.ISO_8859_1)).text();
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
      if (words[0].equals("endsolid")) {
        if (nextLine() != null) {
          throw error("expected nothing after 'endsolid': one file holds one solid");
        }
        return triangles.mesh();
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
      if (words[0].equals(word)) {
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
