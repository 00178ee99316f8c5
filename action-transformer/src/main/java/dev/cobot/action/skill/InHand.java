package dev.cobot.action.skill;

import dev.cobot.action.decode.Bounds;
import dev.cobot.brain.belief.Track;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Optional;

/**
 * What the hand holds, and what is around it.
 *
 * @param held as the hand carries it now
 * @param takenFrom the same object where it was taken; nothing where that is not known
 * @param others every other object that is believed to be there
 * @param toolMeters where the tool is, table frame
 * @param bounds where it may go
 */
public record InHand(
    Track held,
    Optional<ObjectAttributes> takenFrom,
    List<Track> others,
    Vector3 toolMeters,
    Bounds bounds) {
  public InHand {
    others = List.copyOf(others);
  }

  /** Returns the held object in plain words with its article, for example {@code the red cup}. */
  public String words() {
    return "the " + held.attributes().words();
  }

  /** Returns an object as it is believed to be. */
  public static SceneObject believed(ObjectAttributes object) {
    return new SceneObject(
        object.id(),
        object.kind(),
        object.positionMeters(),
        object.rotation(),
        object.color(),
        object.sizeMeters());
  }
}
