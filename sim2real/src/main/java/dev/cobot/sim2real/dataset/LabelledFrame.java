package dev.cobot.sim2real.dataset;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;

/**
 * One decoded picture with what it shows.
 *
 * @param frame its stamp is the index of the picture in the folder
 * @param objects ground truth; empty in a folder without labels
 * @param views as in {@link LabelledImage}
 * @param caption a sentence about the picture; empty in a folder without captions
 */
public record LabelledFrame(
    CameraFrame frame, List<SceneObject> objects, List<ObjectView> views, String caption) {
  public LabelledFrame {
    objects = List.copyOf(objects);
    views = List.copyOf(views);
  }
}
