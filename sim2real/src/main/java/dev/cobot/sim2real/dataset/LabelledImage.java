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
 * @param views how each object is seen; empty when the labels do not say it of every object
 */
public record LabelledImage(Path image, List<SceneObject> objects, List<ObjectView> views) {
  public LabelledImage {
    objects = List.copyOf(objects);
    views = List.copyOf(views);
    if (!views.isEmpty() && views.size() != objects.size()) {
      throw new IllegalArgumentException(
          "views are needed of all %d objects or of none, got %d"
              .formatted(objects.size(), views.size()));
    }
  }
}
