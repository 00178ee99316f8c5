package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.Verdict;

/**
 * What became of one part.
 *
 * @param verdict refused: nothing is changed; weak: from few pictures
 * @param kept which part of the plain estimate is left after shrinking, in [0, 1]
 * @param heldOut with and without this part, on top of those accepted before; null where there were
 *     too few labels
 */
public record PartResult(
    CorrectionPart part, Verdict verdict, String detail, double kept, HeldOutComparison heldOut) {
  /** Returns whether the correction has the part. */
  public boolean accepted() {
    return verdict != Verdict.REFUSED;
  }
}
