package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.scene.CameraModel;
import java.util.Optional;

/**
 * A correction, and the camera that it was made with.
 *
 * @param camera the document of {@code camera.json}; null for a correction of nothing
 * @param name where the correction is from, for sentences
 */
public record CellCalibration(AttributeCorrection correction, JsonNode camera, String name) {
  static final CellCalibration NONE =
      new CellCalibration(AttributeCorrection.NONE, null, "no calibration");

  /**
   * Returns the correction for pictures of a camera. Colours and sigmas alone go with any.
   *
   * @throws CliException if places are corrected and the camera is another than it was: the
   *     correction would move what is right
   */
  public AttributeCorrection of(Optional<CameraModel> now) {
    if (now.isPresent() && correction.moves() && !CameraFile.document(now.get()).equals(camera)) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          name
              + " corrects places that were seen with another camera.json than this one; calibrate"
              + " the attributes again with this camera (cobot calibrate attributes)");
    }
    return correction;
  }
}
