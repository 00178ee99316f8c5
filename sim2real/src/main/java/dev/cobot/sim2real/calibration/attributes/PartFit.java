package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import java.util.List;

/** How one part of a correction is estimated; parameters that are zero change nothing. */
interface PartFit {
  /** Returns how many values a match has for this part; 0 where it says nothing. */
  int values(Match match);

  /** Returns the parameters that the matches speak for. */
  double[] fit(List<Match> matches);

  /** Returns what the parameters change at a match, in the unit of the attribute. */
  double[] effect(double[] parameters, Match match);

  /**
   * Returns a correction with this part.
   *
   * @throws IllegalArgumentException if that would be more than a correction may be
   */
  AttributeCorrection with(AttributeCorrection correction, double[] parameters);
}
