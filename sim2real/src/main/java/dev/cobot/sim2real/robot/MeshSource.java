package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.TriangleMesh;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the meshes come from that a description names. */
public interface MeshSource {
  /** Has no mesh: descriptions are read as if every mesh file were missing. */
  MeshSource NONE =
      (uri, notes) -> {
        throw new DescriptionException("meshes are not read here");
      };

  /**
   * A part of a mesh file.
   *
   * @param mesh metres, as the file has it, its own unit regarded
   * @param color what the file says of it, if anything
   */
  record Part(TriangleMesh mesh, Optional<ColorRgb> color) {}

  /**
   * Reads what a name in a description means.
   *
   * @param uri {@code package://..}, {@code model://..}, {@code file://..} or a path
   * @param notes gets what the file says and is not used
   * @return at least one part
   * @throws DescriptionException when there is no such file, or it is not usable; the message says
   *     why, without the place in the description
   */
  List<Part> read(String uri, List<String> notes) throws IOException;
}
