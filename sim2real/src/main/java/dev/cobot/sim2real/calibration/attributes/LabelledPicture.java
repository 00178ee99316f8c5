package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;

/**
 * What is seen in one picture, and what is there.
 *
 * @param seen with all scores; the ids are not used
 */
public record LabelledPicture(String name, List<ObjectAttributes> seen, List<Label> labels) {
  /**
   * One labelled object.
   *
   * @param counts false where too much of it is hidden: it is then neither missed nor is its report
   *     false
   */
  public record Label(SceneObject object, boolean counts) {}

  public LabelledPicture {
    seen = List.copyOf(seen);
    labels = List.copyOf(labels);
  }
}
