package dev.cobot.sim2real.calibration.attributes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The lowest score from which on a wanted part of the reports is right.
 *
 * @param wantedPrecision in (0, 1]
 */
record ScoreThreshold(double wantedPrecision) {
  /** How much more precision that is lacking costs than recall. */
  private static final double PRECISION_COST = 10;

  private record Report(double score, boolean right) {}

  /** Returns the threshold of pictures; empty when no score is high enough. */
  OptionalDouble of(List<MatchedPicture> pictures) {
    List<Report> reports = new ArrayList<>();
    for (MatchedPicture picture : pictures) {
      picture.matches().forEach(m -> reports.add(new Report(m.seen().score(), true)));
      picture.falseReports().forEach(r -> reports.add(new Report(r.score(), false)));
    }
    reports.sort(Comparator.comparingDouble(Report::score).reversed());
    OptionalDouble lowest = OptionalDouble.empty();
    int right = 0;
    for (int i = 0; i < reports.size(); i++) {
      right += reports.get(i).right() ? 1 : 0;
      boolean lastOfItsScore =
          i + 1 == reports.size() || reports.get(i + 1).score() < reports.get(i).score();
      if (lastOfItsScore && right >= wantedPrecision * (i + 1)) {
        lowest = OptionalDouble.of(reports.get(i).score());
      }
    }
    return lowest;
  }

  /** Returns what a picture contributes at a threshold: right reports, false ones, objects. */
  static double[] counts(MatchedPicture picture, double minScore) {
    return new double[] {
      picture.matches().stream().filter(m -> m.seen().score() >= minScore).count(),
      picture.falseReports().stream().filter(r -> r.score() >= minScore).count(),
      picture.matches().size() + picture.missed().size()
    };
  }

  /** Returns recall and precision of the counts of many pictures. */
  static double[] recallAndPrecision(List<double[]> counts) {
    double right = counts.stream().mapToDouble(c -> c[0]).sum();
    double wrong = counts.stream().mapToDouble(c -> c[1]).sum();
    double objects = counts.stream().mapToDouble(c -> c[2]).sum();
    return new double[] {
      objects == 0 ? 1 : right / objects, right + wrong == 0 ? 1 : right / (right + wrong)
    };
  }

  /** Returns the recall that is lost, plus {@value #PRECISION_COST} times the lacking precision. */
  double cost(List<double[]> counts) {
    double[] reached = recallAndPrecision(counts);
    return 1 - reached[0] + PRECISION_COST * Math.max(0, wantedPrecision - reached[1]);
  }
}
