package dev.cobot.brain.sight;

import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;

/**
 * One object in a picture.
 *
 * @param score in [0, 1]: that an object of this kind is there
 * @param x0 left side of its box in the picture, pixels; as the next three
 * @param color sRGB, without the light of the scene
 * @param colorSigma one sigma of each channel
 * @param place where it is; empty without a calibrated camera
 */
public record SeenObject(
    ObjectKind kind,
    double score,
    double x0,
    double y0,
    double x1,
    double y1,
    ColorRgb color,
    Vector3 colorSigma,
    Optional<Place> place) {

  /**
   * Where an object is.
   *
   * @param positionMeters of its centre, table frame
   * @param positionSigmaMeters one sigma
   * @param yawRad about the table's z axis, modulo the kind's symmetry; for a body of revolution
   *     that lies, where its top points to
   * @param pitchRad pi / 2 when the body lies on its side, else 0
   * @param yawSigmaRad one sigma; pi where the yaw says nothing
   * @param sizeMeters along the body's own axes
   */
  public record Place(
      Vector3 positionMeters,
      Vector3 positionSigmaMeters,
      double yawRad,
      double pitchRad,
      double yawSigmaRad,
      Vector3 sizeMeters) {
    /** Returns where the body's own z axis points, table frame. */
    Vector3 axis() {
      return Quaternion.fromRollPitchYaw(0, pitchRad, yawRad).rotate(ObjectAttributes.UPRIGHT);
    }

    private Place corrected(AttributeCorrection correction) {
      return new Place(
          correction.position(positionMeters),
          correction.positionSigma(positionSigmaMeters),
          correction.yaw(yawRad),
          pitchRad,
          correction.yawSigma(yawSigmaRad),
          sizeMeters);
    }
  }

  /** Returns the object as a cell's calibration corrects it; box, kind and score stay. */
  public SeenObject corrected(AttributeCorrection correction) {
    return new SeenObject(
        kind,
        score,
        x0,
        y0,
        x1,
        y1,
        correction.color(color),
        correction.colorSigma(colorSigma),
        place.map(p -> p.corrected(correction)));
  }

  /** Returns its attributes under a name; empty without a place. */
  public Optional<ObjectAttributes> attributes(String id) {
    return place.map(
        p ->
            new ObjectAttributes(
                id,
                kind,
                p.positionMeters(),
                p.yawRad(),
                color,
                p.sizeMeters(),
                score,
                new ObjectAttributes.Uncertainty(
                    p.positionSigmaMeters(), p.yawSigmaRad(), colorSigma),
                p.axis()));
  }
}
