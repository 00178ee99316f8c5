package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads an untrusted mesh file: STL, binary or text, or Wavefront OBJ. */
final class MeshFile {
  static final int MAX_BYTES = 64 << 20;

  private MeshFile() {}

  /**
   * @param ignored gets what the file says and this reader does not use, one place a line
   * @throws DescriptionException when the file is not usable; the message names the file and the
   *     line or triangle
   */
  static TriangleMesh read(Path file, List<String> ignored) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    return parse(file.toString(), bytes, ignored);
  }

  static TriangleMesh parse(String file, byte[] bytes, List<String> ignored)
      throws DescriptionException {
    if (bytes.length > MAX_BYTES) {
      throw new DescriptionException(
          file
              + ": a mesh file has at most "
              + MAX_BYTES
              + " bytes, got more; use fewer triangles");
    }
    return file.toLowerCase(Locale.ROOT).endsWith(".obj")
        ? new ObjReader(file, ignored).read(bytes)
        : StlReader.read(file, bytes);
  }

  /** Returns a part of a file's text that fits into a message. */
  static String brief(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "..";
  }
}
