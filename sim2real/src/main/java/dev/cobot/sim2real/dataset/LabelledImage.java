package dev.cobot.sim2real.dataset;

import dev.cobot.sim2real.scene.SceneObject;
import java.nio.file.Path;
import java.util.List;

/**
 * One picture file and what it shows.
 *
 * @param image the file
 * @param objects ground truth; empty in a folder without labels. The id of an object is its kind
 *     with its place in the list, for example {@code cube0}
 */
public record LabelledImage(Path image, List<SceneObject> objects) {
  public LabelledImage {
    objects = List.copyOf(objects);
  }
}
