package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How a camera is fixed to a hand or beside an arm, or why that is not known.
 *
 * @param toolFromCamera the camera's optical frame in the tool's, for a camera in the hand
 * @param baseFromCamera the camera's optical frame in the base's, for a camera beside the arm
 * @param baseFromBoard where the board was found to be, for a camera in the hand
 * @param toolFromBoard how the board was found to be held, for a camera beside the arm
 * @param sigma of the camera's pose; null when refused
 * @param positionRmsMillimeters how far the middle of the board is, view by view, from where all
 *     views have it
 * @param rotationRmsDegrees the same of its rotation
 * @param reprojectionRmsPixels over all points that were used
 * @param views a line for each picture, in the order of the names
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandEyeResult(
    Eye eye,
    Pose toolFromCamera,
    Pose baseFromCamera,
    Pose baseFromBoard,
    Pose toolFromBoard,
    PoseSigma sigma,
    Double positionRmsMillimeters,
    Double rotationRmsDegrees,
    Double reprojectionRmsPixels,
    List<View> views,
    Verdict verdict,
    String detail) {

  /** Where the camera is. */
  public enum Eye {
    @JsonProperty("in-hand")
    IN_HAND,
    @JsonProperty("to-hand")
    TO_HAND
  }

  /** A pose as documents have it. */
  public record Pose(List<Double> positionMeters, List<Double> quaternionXyzw) {
    public Pose {
      positionMeters = List.copyOf(positionMeters);
      quaternionXyzw = List.copyOf(quaternionXyzw);
    }

    static Pose of(RigidPose pose) {
      var q = pose.toTransform("", "").rotation();
      double[] t = pose.translation();
      return new Pose(List.of(t[0], t[1], t[2]), List.of(q.x(), q.y(), q.z(), q.w()));
    }
  }

  /**
   * What became of one picture.
   *
   * @param residualPixels of the board's own pose in the picture
   * @param positionErrorMillimeters of the board's middle against all views; null when not measured
   * @param rotationErrorDegrees of the board against all views; null when not measured
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      String image,
      CalibratedView.Status status,
      Double residualPixels,
      Double positionErrorMillimeters,
      Double rotationErrorDegrees,
      String detail) {}

  public HandEyeResult {
    views = List.copyOf(views);
    boolean known = toolFromCamera != null || baseFromCamera != null;
    if (known == (verdict == Verdict.REFUSED)) {
      throw new IllegalArgumentException("a pose is given unless it is refused, got " + verdict);
    }
  }
}
