package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.FileContent;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How odd what a sense tells is, by rules that nothing trained. */
final class OutlierRules {
  /** So many of a hundred clean rows are below the limit beyond which the outlier rule shuts. */
  private static final double SHUT_PERCENTILE = 0.99;

  private static final double SHUT_SIGMAS = 3;
  private static final double SLACK_METERS = 0.01;

  private final double[][] means = new double[FileRows.DOMAINS][];
  private final double[][] deviations = new double[FileRows.DOMAINS][];
  private final double[] limits = new double[FileRows.DOMAINS];

  /**
   * Takes what clean senses tell as usual.
   *
   * @param clean rows by domain, each of the domain's width
   */
  OutlierRules(List<List<float[]>> clean) {
    for (FileDomain domain : FileDomain.values()) {
      int d = domain.ordinal();
      List<float[]> rows = clean.get(d);
      means[d] = new double[domain.width()];
      deviations[d] = new double[domain.width()];
      for (int i = 0; i < domain.width(); i++) {
        int at = i;
        double mean = rows.stream().mapToDouble(r -> r[at]).average().orElse(0);
        means[d][i] = mean;
        deviations[d][i] =
            Math.sqrt(
                rows.stream().mapToDouble(r -> (r[at] - mean) * (r[at] - mean)).average().orElse(0)
                    + 1e-6);
      }
      double[] distances = rows.stream().mapToDouble(r -> distance(domain, r, 0)).toArray();
      Arrays.sort(distances);
      limits[d] =
          distances.length == 0
              ? Double.POSITIVE_INFINITY
              : distances[(int) (SHUT_PERCENTILE * (distances.length - 1))];
    }
  }

  /** Returns lists to fill, one a domain. */
  static List<List<float[]>> empty() {
    List<List<float[]>> lists = new ArrayList<>();
    for (int d = 0; d < FileRows.DOMAINS; d++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** Returns how far a row is from the clean mean, each value in its deviations. */
  double distance(FileDomain domain, float[] rows, int from) {
    int d = domain.ordinal();
    double sum = 0;
    for (int i = 0; i < domain.width(); i++) {
      double off = (rows[from + i] - means[d][i]) / deviations[d][i];
      sum += off * off;
    }
    return Math.sqrt(sum / domain.width());
  }

  /** The outlier rule: what is far from usual does not enter. */
  boolean isOutlier(FileRunner runner, int row, Senses senses, int d) {
    FileDomain domain = Senses.DOMAINS[d];
    return distance(domain, runner.rows().told[d], row * domain.width()) > limits[d];
  }

  /** The classical gate: what is too many sigmas from the last belief does not enter. */
  static boolean isSurprising(FileRunner runner, int row, Senses senses, int d) {
    return innovation(runner, row, senses, d) > SHUT_SIGMAS;
  }

  /**
   * Returns how many sigmas what is told is from the last belief; of touch only while it holds, of
   * words 0 or 5.
   */
  static double innovation(FileRunner runner, int row, Senses senses, int d) {
    if (!runner.isKnown(row)) {
      return 0;
    }
    FileContent last = runner.content(row);
    Vector3 place = last.positionMeters();
    if (runner.holds(row, senses)) {
      place = place.plus(new Vector3(senses.motion[0], senses.motion[1], senses.motion[2]));
    }
    return switch (Senses.DOMAINS[d]) {
      case CAMERA_A, CAMERA_B -> {
        Senses.Glimpse seen = senses.looks[d][0];
        yield seen.position().distanceTo(place) / Math.hypot(seen.sigmaMeters(), SLACK_METERS);
      }
      case TOUCH ->
          runner.holds(row, senses)
              ? senses.felt.positionMeters().distanceTo(place) / SLACK_METERS
              : 0;
      case WORDS -> senses.contradicts(place, SLACK_METERS) ? SHUT_SIGMAS + 1 : 0;
    };
  }
}
