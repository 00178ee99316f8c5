package dev.cobot.sim2real.calibration.attributes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.Verdict;
import java.util.List;

/**
 * What a calibration of attributes found.
 *
 * @param correction of the accepted parts alone; changes nothing when there are none
 * @param sigma one sigma of the accepted parameters, by the names that the correction's document
 *     has
 * @param detail what the verdict rests on
 * @param parts all of them, accepted or not
 * @param errors of each attribute that has any
 * @param pictures in the order of their names
 */
public record AttributeCalibrationResult(
    AttributeCorrection correction,
    ObjectNode sigma,
    Verdict verdict,
    String detail,
    List<PartResult> parts,
    List<AttributeError> errors,
    List<JudgedPicture> pictures) {
  public AttributeCalibrationResult {
    parts = List.copyOf(parts);
    errors = List.copyOf(errors);
    pictures = List.copyOf(pictures);
  }
}
