package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The intrinsics of a camera, or why there are none.
 *
 * @param camera null when refused
 * @param sigma one standard deviation of fx, fy, cx, cy (pixels), k1, k2 and what else was fitted;
 *     what the scatter of the points, the choice of views and the choice of the lens's model leave
 *     open; empty when refused
 * @param reprojectionRmsPixels over all points that were used; null when nothing was fitted
 * @param coverage share of the picture, in cells of an eighth of its width and height, that has
 *     points of the board
 * @param tiltSpreadDegrees the largest angle between the boards of two views
 * @param views a line for each picture, in the order of the names
 */
public record IntrinsicsResult(
    @JsonSerialize(using = CameraSerializer.OfLens.class) CameraIntrinsics camera,
    Map<String, Double> sigma,
    Double reprojectionRmsPixels,
    Double coverage,
    Double tiltSpreadDegrees,
    List<CalibratedView> views,
    Verdict verdict,
    String detail) {
  public IntrinsicsResult {
    sigma = Collections.unmodifiableMap(new LinkedHashMap<>(sigma));
    views = List.copyOf(views);
    if ((camera == null) != (verdict == Verdict.REFUSED)) {
      throw new IllegalArgumentException("a camera is given unless it is refused, got " + verdict);
    }
  }
}
