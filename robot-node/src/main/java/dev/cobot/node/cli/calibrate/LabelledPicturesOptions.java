package dev.cobot.node.cli.calibrate;

import dev.cobot.sim2real.dataset.SceneFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of verbs that learn from labelled pictures of a cell. */
final class LabelledPicturesOptions {
  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "a scene folder, or PNG and JPEG pictures of one camera")
  private Path images;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "what the pictures show, in the form of a scene folder's labels.json (default: the"
              + " folder's own)")
  private Path labels;

  @Option(
      names = "--camera",
      paramLabel = "FILE",
      description = "the camera that took them, as camera.json; goes before the folder's own")
  private Path camera;

  /**
   * Opens them.
   *
   * @throws IOException if there is no camera, no picture or no label
   */
  SceneFolder open() throws IOException {
    SceneFolder scenes =
        SceneFolder.open(images, Optional.ofNullable(camera), Optional.ofNullable(labels));
    if (!scenes.labelled()) {
      throw new IOException(
          images + " has no labels.json; name what its pictures show with --labels FILE");
    }
    return scenes;
  }

  /** Returns the file of the labels. */
  Path labelsFile() {
    return labels == null ? images.resolve(SceneFolder.LABELS_FILE) : labels;
  }
}
