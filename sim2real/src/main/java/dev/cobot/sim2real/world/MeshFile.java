package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.MeshSource;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads an untrusted mesh file: STL, binary or text, Wavefront OBJ or COLLADA. */
final class MeshFile {
  static final int MAX_BYTES = 64 << 20;

  private MeshFile() {}

  /**
   * @param ignored gets what the file says and this reader does not use, one place a line
   * @throws DescriptionException when the file is not usable; the message names the file and the
   *     line or triangle
   */
  static TriangleMesh read(Path file, List<String> ignored) throws IOException {
    return parse(file.toString(), bytes(file), ignored);
  }

  /** As {@link #read}, also COLLADA, whose parts have colours. */
  static List<MeshSource.Part> readParts(Path file, List<String> ignored) throws IOException {
    return parseParts(file.toString(), bytes(file), ignored);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  static List<MeshSource.Part> parseParts(String file, byte[] bytes, List<String> ignored)
      throws DescriptionException {
    requireSize(file, bytes);
    return file.toLowerCase(Locale.ROOT).endsWith(".dae")
        ? new DaeReader(file, ignored).read(bytes)
        : List.of(new MeshSource.Part(parse(file, bytes, ignored), Optional.empty()));
  }

  static TriangleMesh parse(String file, byte[] bytes, List<String> ignored)
      throws DescriptionException {
    requireSize(file, bytes);
    return file.toLowerCase(Locale.ROOT).endsWith(".obj")
        ? new ObjReader(file, ignored).read(bytes)
        : StlReader.read(file, bytes, ignored);
  }

  private static void requireSize(String file, byte[] bytes) throws DescriptionException {
    if (bytes.length > MAX_BYTES) {
      throw new DescriptionException(
          file
              + ": a mesh file has at most "
              + MAX_BYTES
              + " bytes, got more; use fewer triangles");
    }
  }

  /** Returns a part of a file's text that fits into a message. */
  static String brief(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "..";
  }
}
