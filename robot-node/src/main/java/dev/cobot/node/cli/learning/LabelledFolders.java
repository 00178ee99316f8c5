package dev.cobot.node.cli.learning;

import dev.cobot.sim2real.dataset.SceneFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The labelled scene folders that an evaluation reads. */
final class LabelledFolders {
  private LabelledFolders() {}

  /**
   * Returns the folder itself if it is a scene folder, or those directly inside it by name.
   *
   * @throws IOException if there is none
   */
  static List<Path> in(Path directory) throws IOException {
    if (Files.isRegularFile(directory.resolve(SceneFolder.CAMERA_FILE))) {
      return List.of(directory);
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "no scene folder at " + directory + "; make some with cobot data tables");
    }
    try (Stream<Path> children = Files.list(directory)) {
      List<Path> found =
          children
              .filter(child -> Files.isRegularFile(child.resolve(SceneFolder.CAMERA_FILE)))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new IOException(
            directory + " holds no scene folder; make some with cobot data tables");
      }
      return found;
    }
  }

  /**
   * Opens one of them.
   *
   * @throws IOException if it has no labels or a file is damaged
   */
  static SceneFolder open(Path folder) throws IOException {
    SceneFolder scenes = SceneFolder.open(folder);
    if (!scenes.labelled()) {
      throw new IOException(folder + " has no labels.json; nothing can be held against it");
    }
    return scenes;
  }
}
