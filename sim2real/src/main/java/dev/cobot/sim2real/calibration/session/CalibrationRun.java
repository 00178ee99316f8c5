package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One calibration, as a verb hands it to the store.
 *
 * @param sessionId see {@link SessionId}; several runs may share it
 * @param cameraId which camera is calibrated: acceptance goes by kind and camera
 * @param errorUnit of the errors of all images
 * @param labels what was known of the images, or null
 */
public record CalibrationRun(
    String sessionId,
    CalibrationKind kind,
    String cameraId,
    Provenance provenance,
    Finding finding,
    ErrorUnit errorUnit,
    List<RunImage> images,
    JsonNode labels) {
  private static final int MAX_IMAGES = 10_000;

  public CalibrationRun {
    SessionId.require(sessionId);
    StoredText.cameraId(cameraId);
    if (kind == null || provenance == null || finding == null || errorUnit == null) {
      throw new IllegalArgumentException("a run needs kind, provenance, finding and error unit");
    }
    images = List.copyOf(images);
    if (images.size() > MAX_IMAGES) {
      throw new IllegalArgumentException(
          "a run has at most " + MAX_IMAGES + " images, got " + images.size());
    }
    requireHeldOut(images);
    labels = StoredJson.document("labels", labels, StoredJson.MAX_DOCUMENT_CHARS);
  }

  /** Returns the id of a camera, or throws an exception that says what is allowed. */
  public static String requireCameraId(String id) {
    return StoredText.cameraId(id);
  }

  private static void requireHeldOut(List<RunImage> images) {
    Set<String> fitted =
        images.stream()
            .filter(i -> i.role() == ImageRole.FIT)
            .map(RunImage::sha256)
            .collect(Collectors.toSet());
    for (RunImage image : images) {
      if (image.role() == ImageRole.HELD_OUT && fitted.contains(image.sha256())) {
        throw new IllegalArgumentException(
            "image "
                + image.name()
                + " is held out, but the same picture was fitted to; hold out others");
      }
    }
  }

  /** Returns the images of one role. */
  public List<RunImage> images(ImageRole role) {
    return images.stream().filter(i -> i.role() == role).toList();
  }
}
