package dev.cobot.brain.sight;

import dev.cobot.brain.sight.SightQuality.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The reports on pictures, sorted once, so that each measure is one pass over them however often
 * every picture counts: a bootstrap asks thousands of times. Weights are one for each picture, in
 * the order of the pictures; 0 leaves a picture out, 2 counts it twice.
 */
final class RankedReports {
  private final double minScore;
  private final int[] objects;

  /** Of all reports, the surest first; as the next two. */
  private final double[] scores;

  private final int[] pictures;
  private final boolean[] right;

  /** So many of them have the score. */
  private final int kept;

  /** Horizontal errors of right reports that have the score and a place, the smallest first. */
  private final double[] errorsMeters;

  private final int[] picturesOfErrors;

  private record OfPicture(int picture, Report report) {
    double errorMeters() {
      return report
          .seen()
          .place()
          .orElseThrow()
          .positionMeters()
          .horizontalDistanceTo(report.truthOrNull().positionMeters());
    }
  }

  /**
   * Ranks.
   *
   * @param minScore reports with less are left out of {@link #atMinScore}
   */
  RankedReports(List<SightTally.Picture> tallied, double minScore) {
    this.minScore = minScore;
    objects = tallied.stream().mapToInt(SightTally.Picture::objects).toArray();
    List<OfPicture> ranked = new ArrayList<>();
    for (int i = 0; i < tallied.size(); i++) {
      for (Report report : tallied.get(i).reports()) {
        ranked.add(new OfPicture(i, report));
      }
    }
    ranked.sort(Comparator.comparingDouble((OfPicture one) -> one.report().score()).reversed());
    scores = ranked.stream().mapToDouble(one -> one.report().score()).toArray();
    pictures = ranked.stream().mapToInt(OfPicture::picture).toArray();
    right = new boolean[scores.length];
    int enough = 0;
    for (int i = 0; i < right.length; i++) {
      right[i] = ranked.get(i).report().truthOrNull() != null;
      enough += scores[i] >= minScore ? 1 : 0;
    }
    kept = enough;
    List<OfPicture> placed =
        ranked.subList(0, kept).stream()
            .filter(one -> one.report().truthOrNull() != null)
            .filter(one -> one.report().seen().place().isPresent())
            .sorted(Comparator.comparingDouble(OfPicture::errorMeters))
            .toList();
    errorsMeters = placed.stream().mapToDouble(OfPicture::errorMeters).toArray();
    picturesOfErrors = placed.stream().mapToInt(OfPicture::picture).toArray();
  }

  /**
   * Returns the area under the curve of precision over recall, as the plain step sum: the sum over
   * falling scores of what recall gains there times the precision there, nothing interpolated
   * (average precision as in Manning, Raghavan, Schuetze, Introduction to Information Retrieval,
   * 2008, section 8.4). Reports of one score are one step, so their order does not matter; objects
   * that no report finds add nothing. NaN without objects.
   */
  double averagePrecision(int[] weights) {
    long rightSoFar = 0;
    long all = 0;
    double sum = 0;
    int i = 0;
    while (i < scores.length) {
      double score = scores[i];
      long gained = 0;
      for (; i < scores.length && scores[i] == score; i++) {
        int weight = weights[pictures[i]];
        all += weight;
        gained += right[i] ? weight : 0;
      }
      if (gained > 0) {
        rightSoFar += gained;
        sum += gained * (rightSoFar / (double) all);
      }
    }
    long toFind = objects(weights);
    return toFind == 0 ? Double.NaN : sum / toFind;
  }

  /** Returns what the reports that have the score give. */
  SightQuality.AtScore atMinScore(int[] weights) {
    long reported = 0;
    long found = 0;
    for (int i = 0; i < kept; i++) {
      int weight = weights[pictures[i]];
      reported += weight;
      found += right[i] ? weight : 0;
    }
    long toFind = objects(weights);
    return new SightQuality.AtScore(
        minScore,
        found / (double) Math.max(1, toFind),
        reported == 0 ? Double.NaN : found / (double) reported,
        reported + toFind == 0 ? Double.NaN : 2.0 * found / (reported + toFind),
        medianErrorMeters(weights));
  }

  /** Returns the error of the nearest rank; NaN when there is none. */
  private double medianErrorMeters(int[] weights) {
    long all = 0;
    for (int picture : picturesOfErrors) {
      all += weights[picture];
    }
    long before = 0;
    for (int i = 0; i < errorsMeters.length; i++) {
      before += weights[picturesOfErrors[i]];
      if (before > 0 && 2 * before >= all) {
        return errorsMeters[i];
      }
    }
    return Double.NaN;
  }

  private long objects(int[] weights) {
    long sum = 0;
    for (int i = 0; i < objects.length; i++) {
      sum += (long) weights[i] * objects[i];
    }
    return sum;
  }
}
