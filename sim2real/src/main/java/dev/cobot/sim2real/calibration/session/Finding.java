package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.sim2real.calibration.Verdict;

/**
 * What a run found.
 *
 * @param cameraBefore the camera as {@code camera.json} had it, or null if none was known
 * @param cameraAfter the camera as it is now, or null if the run is not about one
 * @param result the document that the verb answered with. Of it the store reads two keys, both
 *     optional: {@code parameters}, an object of numbers beside those of the camera, and {@code
 *     sigma}, one sigma by the same names as in the camera and the parameters
 * @param detail what the verdict rests on, one or a few sentences
 */
public record Finding(
    JsonNode cameraBefore, JsonNode cameraAfter, JsonNode result, Verdict verdict, String detail) {
  static final int MAX_DETAIL_CHARS = 4000;

  public Finding {
    cameraBefore = StoredJson.object("camera before", cameraBefore, StoredJson.MAX_CAMERA_CHARS);
    cameraAfter = StoredJson.object("camera after", cameraAfter, StoredJson.MAX_CAMERA_CHARS);
    result = StoredJson.object("result", result, StoredJson.MAX_DOCUMENT_CHARS);
    if (result == null || verdict == null) {
      throw new IllegalArgumentException("a finding needs a result and a verdict");
    }
    detail = StoredText.paragraph("detail", detail, MAX_DETAIL_CHARS);
  }
}
