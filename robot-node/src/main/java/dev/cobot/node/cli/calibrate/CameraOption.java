package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.sim2real.calibration.CalibratedCamera;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.StoredRun;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.scene.CameraModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a calibration takes the camera from as it was before. */
final class CameraOption {
  @Option(
      names = "--camera",
      paramLabel = "FILE",
      description =
          "the camera as it is known: camera.json, or the document that 'calibrate intrinsics"
              + " --json' printed (default: the accepted intrinsics of --camera-id in the store of"
              + " sessions)")
  private Path file;

  /**
   * A camera that is known.
   *
   * @param document with the keys of {@code camera.json}
   * @param placed the camera with where it stands, or null where the document does not say it
   */
  record Known(CalibratedCamera camera, JsonNode document, CameraModel placed) {
    private static Known of(JsonNode document, String source) throws IOException {
      CalibratedCamera camera = CalibratedCamera.parse(document, source);
      JsonNode keys = document.has("camera") ? document.get("camera") : document;
      return new Known(camera, keys, CameraFile.placed(keys, source).orElse(null));
    }
  }

  /** Returns the camera of the file, or else the accepted one. */
  Optional<Known> find(SessionOptions sessions) throws IOException {
    if (file != null) {
      return Optional.of(Known.of(CameraFile.read(file), file.toString()));
    }
    Optional<StoredRun> accepted = sessions.accepted(CalibrationKind.INTRINSICS);
    if (accepted.isEmpty()) {
      return Optional.empty();
    }
    StoredRun run = accepted.get();
    return Optional.of(
        Known.of(
            run.run().finding().result(), "run " + run.number() + " of " + sessions.storeFile()));
  }

  /** Returns whether a file is given. */
  boolean isGiven() {
    return file != null;
  }

  /** As {@link #find}; without a camera there is nothing to do. */
  Known require(SessionOptions sessions) throws IOException {
    return find(sessions)
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.CONFIGURATION,
                    "there is no camera: --camera is missing, and no intrinsics of camera '"
                        + sessions.cameraId()
                        + "' are accepted in "
                        + sessions.storeFile()
                        + "; give --camera FILE, or run 'cobot calibrate intrinsics --session ID'"
                        + " first"));
  }
}
