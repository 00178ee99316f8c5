package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;

/**
 * What became of the labels and reports of a picture.
 *
 * @param matches one-to-one
 * @param falseReports what is seen where nothing of its kind is
 * @param missed what is not seen
 */
record MatchedPicture(
    String name,
    List<Match> matches,
    List<ObjectAttributes> falseReports,
    List<SceneObject> missed) {
  /** An object as it is seen, and as it is. */
  record Match(ObjectAttributes seen, SceneObject label) {
    /** Returns the match as it is with a correction. */
    Match corrected(AttributeCorrection correction) {
      return new Match(correction.correct(seen), label);
    }
  }

  MatchedPicture {
    matches = List.copyOf(matches);
    falseReports = List.copyOf(falseReports);
    missed = List.copyOf(missed);
  }
}
