package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What became of one picture.
 *
 * @param image the file's name
 * @param points how many points of the board were found
 * @param residualPixels root mean square of the distances between found and projected points; null
 *     when the picture was not measured against a result
 * @param residualBeforePixels the same under the camera as it was before; null when none was known
 * @param edgePixels width of the print's edges, a measure of blur; null if unknown
 * @param detail why the picture was left out; empty for one that was used
 */
public record CalibratedView(
    String image,
    Status status,
    int points,
    Double residualPixels,
    Double residualBeforePixels,
    Double edgePixels,
    String detail) {

  /** What became of a picture. */
  public enum Status {
    @JsonProperty("used")
    USED,
    /** The picture was kept out of the fit to judge it. */
    @JsonProperty("held_out")
    HELD_OUT,
    /** The board was found, but the picture was left out. */
    @JsonProperty("dropped")
    DROPPED,
    @JsonProperty("not_found")
    NOT_FOUND,
    @JsonProperty("unreadable")
    UNREADABLE
  }

  CalibratedView withBefore(Double pixels) {
    return new CalibratedView(image, status, points, residualPixels, pixels, edgePixels, detail);
  }
}
