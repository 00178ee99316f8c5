package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A camera's intrinsics with how well they are known.
 *
 * @param focalSigma relative, of both focal lengths together
 * @param centreSigmaPixels of each coordinate of the centre
 */
public record CalibratedCamera(CameraIntrinsics lens, double focalSigma, double centreSigmaPixels) {
  /** What is taken for a camera file that does not say its sigma. */
  private static final double UNSAID_FOCAL_SIGMA = 0.003;

  private static final double UNSAID_CENTRE_SIGMA_PIXELS = 2;

  public CalibratedCamera {
    if (!(focalSigma >= 0 && focalSigma < 1 && centreSigmaPixels >= 0)) {
      throw new IllegalArgumentException(
          "the sigma of a camera must be positive and below its focal length, got "
              + focalSigma
              + " of the focal length and "
              + centreSigmaPixels
              + " pixels");
    }
  }

  /** The camera with the sigma of an ordinary calibration. */
  public static CalibratedCamera of(CameraIntrinsics lens) {
    return new CalibratedCamera(lens, UNSAID_FOCAL_SIGMA, UNSAID_CENTRE_SIGMA_PIXELS);
  }

  /**
   * Reads a {@code camera.json}, with or without a pose, or the result of a calibration of
   * intrinsics, whose sigma is then used.
   *
   * @throws IOException if the file is missing, damaged, has a value out of range or says that the
   *     calibration was refused
   */
  public static CalibratedCamera read(Path file) throws IOException {
    return parse(CameraFile.read(file), file.toString());
  }

  /**
   * Reads the document of {@link #read}.
   *
   * @param source names it in errors
   * @throws IOException as {@link #read}
   */
  public static CalibratedCamera parse(JsonNode document, String source) throws IOException {
    if (!document.has("camera")) {
      return of(CameraFile.intrinsics(document, source));
    }
    if (document.get("camera").isNull()) {
      throw new IOException(
          source
              + ": the calibration was refused, it holds no camera ("
              + document.path("detail").asText()
              + ")");
    }
    CameraIntrinsics lens = CameraFile.intrinsics(document.get("camera"), source);
    JsonNode sigma = document.path("sigma");
    if (!sigma.path("fx").isNumber() || !sigma.path("cx").isNumber()) {
      return of(lens);
    }
    try {
      return new CalibratedCamera(
          lens,
          Math.max(
              sigma.path("fx").asDouble() / lens.fx(), sigma.path("fy").asDouble() / lens.fy()),
          Math.max(sigma.path("cx").asDouble(), sigma.path("cy").asDouble()));
    } catch (IllegalArgumentException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }

  /** Returns the lens with other focal lengths and another centre. */
  CameraIntrinsics moved(double focalFactor, double dx, double dy) {
    return new CameraIntrinsics(
        lens.widthPixels(),
        lens.heightPixels(),
        lens.fx() * focalFactor,
        lens.fy() * focalFactor,
        lens.cx() + dx,
        lens.cy() + dy,
        lens.lensDistortion());
  }
}
