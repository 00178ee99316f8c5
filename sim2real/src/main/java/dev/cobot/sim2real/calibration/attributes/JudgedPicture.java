package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.Arrays;
import java.util.List;

/**
 * A picture with what is seen in it, as it is and with a correction.
 *
 * @param heldOut whether the correction was estimated without it
 * @param falseReports at or above the usual score, as seen
 * @param missed not seen, or below the usual score
 */
public record JudgedPicture(
    String name,
    boolean heldOut,
    List<JudgedObject> objects,
    List<ObjectAttributes> falseReports,
    List<SceneObject> missed) {
  /**
   * One labelled object that is seen.
   *
   * @param before as seen
   * @param after with the correction
   */
  public record JudgedObject(ObjectAttributes before, ObjectAttributes after, SceneObject label) {}

  public JudgedPicture {
    objects = List.copyOf(objects);
    falseReports = List.copyOf(falseReports);
    missed = List.copyOf(missed);
  }

  /** Returns all errors of an attribute in this picture. */
  public double[] errors(SeenAttribute attribute, boolean after) {
    return objects.stream()
        .flatMapToDouble(
            o -> Arrays.stream(attribute.errors(after ? o.after() : o.before(), o.label())))
        .toArray();
  }

  /** Returns all errors of an attribute in stated sigmas. */
  public double[] inSigmas(SeenAttribute attribute, boolean after) {
    return objects.stream()
        .flatMapToDouble(
            o -> Arrays.stream(attribute.inSigmas(after ? o.after() : o.before(), o.label())))
        .toArray();
  }

  /** Returns the median horizontal error, metres; null when no labelled object is seen. */
  public Double positionErrorMeters(boolean after) {
    double[] errors = errors(SeenAttribute.POSITION, after);
    return errors.length == 0 ? null : HeldOutComparison.quantile(List.of(errors), 0.5);
  }
}
