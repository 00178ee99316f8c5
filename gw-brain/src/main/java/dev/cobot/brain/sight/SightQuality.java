package dev.cobot.brain.sight;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well labelled pictures are read. Everything labelled counts, found or not; what is hidden too
 * much, or of a kind that the model does not know, is neither missed nor false when it is reported.
 *
 * @param pictures how many
 * @param objects labelled ones that count
 * @param averagePrecision of all reports, whatever their score, in one ranking of all kinds: {@link
 *     RankedReports#averagePrecision} says how it is summed; NaN without objects
 * @param score the lowest score at which precision is at least {@value #PRECISION}; NaN when there
 *     is none, then what follows says nothing
 * @param recall part of the objects that is found with the right kind, at that score
 * @param falseAPicture reports that are on no object of their kind, at that score
 * @param positionMedianMeters horizontal error of those found; NaN without a camera's pose
 * @param position90Meters its 90th percentile
 * @param yawMedianRad modulo the kind's symmetry, of kinds that have a yaw
 * @param yaw90Rad its 90th percentile
 * @param colorMedian error of a channel, sRGB
 * @param color90 its 90th percentile
 * @param coverage part of the horizontal coordinates that are within one sigma
 */
public record SightQuality(
    int pictures,
    int objects,
    double averagePrecision,
    double score,
    double recall,
    double falseAPicture,
    double positionMedianMeters,
    double position90Meters,
    double yawMedianRad,
    double yaw90Rad,
    double colorMedian,
    double color90,
    double coverage) {
  /** The precision at which recall is told. */
  public static final double PRECISION = 0.95;

  /** Objects of which less is visible do not count. */
  public static final double MIN_VISIBLE = 0.6;

  /** Boxes that overlap by more (intersection over union) can be of one object. */
  static final double SAME_BOX = 0.3;

  /** What became of one report; an ignored one is not kept. */
  record Report(double score, SeenObject seen, SceneObject truthOrNull) {
    /** Returns the errors of x and y over their sigmas; none without a place. */
    List<Double> positionInSigmas() {
      if (seen.place().isEmpty()) {
        return List.of();
      }
      SeenObject.Place place = seen.place().get();
      return List.of(
          Math.abs(place.positionMeters().x() - truthOrNull.positionMeters().x())
              / place.positionSigmaMeters().x(),
          Math.abs(place.positionMeters().y() - truthOrNull.positionMeters().y())
              / place.positionSigmaMeters().y());
    }

    /** Returns the error of the yaw modulo the kind's symmetry; none where it has no yaw. */
    List<Double> yawErrorRad() {
      int order = truthOrNull.kind().yawSymmetryOrder();
      if (order == 0 || seen.place().isEmpty()) {
        return List.of();
      }
      double off = order * (seen.place().get().yawRad() - truthOrNull.yawRad());
      return List.of(Math.abs(Math.atan2(Math.sin(off), Math.cos(off))) / order);
    }

    List<Double> yawInSigmas() {
      return yawErrorRad().stream().map(e -> e / seen.place().get().yawSigmaRad()).toList();
    }

    List<Double> colorInSigmas() {
      List<Double> errors = colorErrors();
      return List.of(
          errors.get(0) / seen.colorSigma().x(),
          errors.get(1) / seen.colorSigma().y(),
          errors.get(2) / seen.colorSigma().z());
    }

    List<Double> colorErrors() {
      return List.of(
          Math.abs(seen.color().red() - truthOrNull.color().red()),
          Math.abs(seen.color().green() - truthOrNull.color().green()),
          Math.abs(seen.color().blue() - truthOrNull.color().blue()));
    }
  }

  /**
   * What a score as the threshold gives.
   *
   * @param recall part of the objects that is found with the right kind
   * @param precision part of the reports that is right; NaN without any
   * @param f1 harmonic mean of the two; NaN with neither objects nor reports
   * @param positionMedianMeters horizontal error of the right reports; NaN when none has a place
   */
  public record AtScore(
      double score, double recall, double precision, double f1, double positionMedianMeters) {}

  /** What labels say of a box that is said to show a kind. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** On an object of this kind that is hidden too much to count. */
    IGNORED
  }

  /**
   * Returns what the labels say of a box.
   *
   * @param views of all the objects
   */
  static Verdict verdict(
      double[] box, ObjectKind kind, List<SceneObject> objects, List<ObjectView> views) {
    boolean ignored = false;
    for (int i = 0; i < objects.size(); i++) {
      ObjectView v = views.get(i);
      if (objects.get(i).kind() == kind
          && Boxes.overlap(box, new double[] {v.x0(), v.y0(), v.x1(), v.y1()}) > SAME_BOX) {
        if (v.visible() >= MIN_VISIBLE) {
          return Verdict.RIGHT;
        }
        ignored = true;
      }
    }
    return ignored ? Verdict.IGNORED : Verdict.WRONG;
  }

  /** Returns its numbers by their names. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("pictures", (double) pictures);
    metrics.put("objects", (double) objects);
    metrics.put("averagePrecision", averagePrecision);
    metrics.put("score", score);
    metrics.put("recallAtPrecision95", recall);
    metrics.put("falseAPicture", falseAPicture);
    metrics.put("positionMedianMeters", positionMedianMeters);
    metrics.put("position90Meters", position90Meters);
    metrics.put("yawMedianRad", yawMedianRad);
    metrics.put("yaw90Rad", yaw90Rad);
    metrics.put("colorMedian", colorMedian);
    metrics.put("color90", color90);
    metrics.put("coverage", coverage);
    metrics.values().removeIf(value -> Double.isNaN(value));
    return metrics;
  }
}
