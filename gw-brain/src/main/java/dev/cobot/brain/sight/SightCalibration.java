package dev.cobot.brain.sight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What held-out pictures say of a detector and a reader: how their scores go together, from which
 * score on their reports are worth telling, and by what their sigmas are too small or too large.
 *
 * @param fusion of the scores of both
 * @param minScore where precision and recall have their largest harmonic mean
 * @param positionScale factor on every sigma of a position
 * @param yawScale factor on every sigma of a yaw
 * @param colorScale factor on every sigma of a colour
 */
record SightCalibration(
    ScoreFusion fusion, double minScore, double positionScale, double yawScale, double colorScale) {
  /** Of models whose card says nothing. */
  static final SightCalibration NONE = new SightCalibration(ScoreFusion.EVEN, 0.35, 1, 1, 1);

  /** So much of a normal distribution is within one sigma. */
  private static final double WITHIN_ONE_SIGMA = 0.6827;

  private static final int MIN_VALUES = 20;
  private static final String MIN_SCORE = "minScore";
  private static final String POSITION = "positionSigmaScale";
  private static final String YAW = "yawSigmaScale";
  private static final String COLOR = "colorSigmaScale";

  SightCalibration {
    if (!(minScore > 0
        && minScore < 1
        && isFactor(positionScale)
        && isFactor(yawScale)
        && isFactor(colorScale))) {
      throw new IllegalArgumentException(
          "a calibration of sight needs a score in (0, 1) and factors in [0.05, 20], got %s, %s, %s, %s"
              .formatted(minScore, positionScale, yawScale, colorScale));
    }
  }

  private static boolean isFactor(double value) {
    return value >= 0.05 && value <= 20;
  }

  /** Returns what tells only how scores go together. */
  static SightCalibration of(ScoreFusion fusion) {
    return new SightCalibration(fusion, NONE.minScore, 1, 1, 1);
  }

  /**
   * Returns what reports say whose sigmas are as they were read.
   *
   * @param fusion by which they were scored
   * @param reports those of all scores
   * @param objects how many are to be found
   */
  static SightCalibration of(ScoreFusion fusion, List<SightQuality.Report> reports, int objects) {
    double minScore = bestScore(reports, objects);
    List<Double> position = new ArrayList<>();
    List<Double> yaw = new ArrayList<>();
    List<Double> color = new ArrayList<>();
    for (SightQuality.Report report : reports) {
      if (report.truthOrNull() != null && report.score() >= minScore) {
        position.addAll(report.positionInSigmas());
        yaw.addAll(report.yawInSigmas());
        color.addAll(report.colorInSigmas());
      }
    }
    return new SightCalibration(fusion, minScore, scale(position), scale(yaw), scale(color));
  }

  private static double bestScore(List<SightQuality.Report> reports, int objects) {
    List<SightQuality.Report> sorted = new ArrayList<>(reports);
    sorted.sort(Comparator.comparingDouble(SightQuality.Report::score).reversed());
    double best = 0;
    double bestScore = NONE.minScore();
    int right = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).truthOrNull() != null ? 1 : 0;
      double harmonic = 2.0 * right / (i + 1 + objects);
      double score = sorted.get(i).score();
      if (harmonic > best && score > 0.01 && score < 0.99) {
        best = harmonic;
        bestScore = score;
      }
    }
    return bestScore;
  }

  private static double scale(List<Double> errorsInSigmas) {
    if (errorsInSigmas.size() < MIN_VALUES) {
      return 1;
    }
    List<Double> sorted = errorsInSigmas.stream().sorted().toList();
    double scale = sorted.get((int) Math.ceil(WITHIN_ONE_SIGMA * sorted.size()) - 1);
    return Math.max(0.05, Math.min(20, scale));
  }

  /** Reads it from the metrics of a card. */
  static SightCalibration from(Map<String, Double> metrics) {
    return new SightCalibration(
        ScoreFusion.from(metrics),
        metrics.getOrDefault(MIN_SCORE, NONE.minScore()),
        metrics.getOrDefault(POSITION, 1.0),
        metrics.getOrDefault(YAW, 1.0),
        metrics.getOrDefault(COLOR, 1.0));
  }

  void writeTo(Map<String, Double> metrics) {
    fusion.writeTo(metrics);
    metrics.put(MIN_SCORE, minScore);
    metrics.put(POSITION, positionScale);
    metrics.put(YAW, yawScale);
    metrics.put(COLOR, colorScale);
  }
}
