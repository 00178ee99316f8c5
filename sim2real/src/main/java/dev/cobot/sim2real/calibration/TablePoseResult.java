package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.cobot.sim2real.scene.CameraModel;
import java.util.List;

/**
 * Where a camera stands over its table, or why that is not known.
 *
 * @param camera the whole {@code camera.json}; null when refused
 * @param sigma of {@code tableFromCamera}; null when refused
 * @param reprojectionRmsPixels over all points that were used; null when nothing was fitted
 * @param views a line for each picture, in the order of the names
 */
public record TablePoseResult(
    @JsonSerialize(using = CameraSerializer.OfModel.class) CameraModel camera,
    PoseSigma sigma,
    Double reprojectionRmsPixels,
    List<CalibratedView> views,
    Verdict verdict,
    String detail) {
  public TablePoseResult {
    views = List.copyOf(views);
    if ((camera == null) != (verdict == Verdict.REFUSED)) {
      throw new IllegalArgumentException("a camera is given unless it is refused, got " + verdict);
    }
  }
}
