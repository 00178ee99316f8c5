package dev.cobot.brain.sight;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well labelled pictures are read. Everything labelled counts, found or not; what is hidden too
 * much, or of a kind that the model does not know, is neither missed nor false when it is reported.
 *
 * @param pictures how many
 * @param objects labelled ones that count
 * @param score the lowest score at which precision is at least {@value #PRECISION}; NaN when there
 *     is none, then the rest says nothing
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

  private static final double SAME_BOX = 0.3;

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
   */
  public record AtScore(double score, double recall, double precision) {}

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

  /** Collects pictures. */
  public static final class Tally {
    private final List<Report> reports = new ArrayList<>();
    private int pictures;
    private int objects;

    /**
     * Adds a picture, without its objects of kinds that are not told apart.
     *
     * @param kinds those that are told apart
     */
    public void add(
        List<SeenObject> seen,
        Collection<ObjectKind> kinds,
        List<SceneObject> truth,
        List<ObjectView> views,
        CameraModel camera) {
      List<SceneObject> known = new ArrayList<>();
      List<ObjectView> knownViews = new ArrayList<>();
      for (int i = 0; i < truth.size(); i++) {
        if (kinds.contains(truth.get(i).kind())) {
          known.add(truth.get(i));
          if (!views.isEmpty()) {
            knownViews.add(views.get(i));
          }
        }
      }
      add(seen, known, knownViews, camera);
    }

    /**
     * Adds a picture.
     *
     * @param seen with all scores
     * @param views how the objects are seen; empty when the labels do not say it, then all count
     *     and a report is on an object when the object's centre is in its box
     */
    public void add(
        List<SeenObject> seen,
        List<SceneObject> truth,
        List<ObjectView> views,
        CameraModel camera) {
      pictures++;
      boolean[] taken = new boolean[truth.size()];
      for (int i = 0; i < truth.size(); i++) {
        if (counts(views, i)) {
          objects++;
        }
      }
      List<SeenObject> sorted = new ArrayList<>(seen);
      sorted.sort(Comparator.comparingDouble(SeenObject::score).reversed());
      for (SeenObject one : sorted) {
        int best = -1;
        double bestOverlap = 0;
        boolean ignored = false;
        for (int i = 0; i < truth.size(); i++) {
          double overlap = overlap(one, truth.get(i), views, i, camera);
          if (overlap > SAME_BOX && truth.get(i).kind() == one.kind()) {
            ignored |= !counts(views, i);
            if (!taken[i] && counts(views, i) && overlap > bestOverlap) {
              best = i;
              bestOverlap = overlap;
            }
          }
        }
        if (best >= 0) {
          taken[best] = true;
          reports.add(new Report(one.score(), one, truth.get(best)));
        } else if (!ignored) {
          reports.add(new Report(one.score(), one, null));
        }
      }
    }

    private static boolean counts(List<ObjectView> views, int i) {
      return views.isEmpty() || views.get(i).visible() >= MIN_VISIBLE;
    }

    private static double overlap(
        SeenObject seen, SceneObject object, List<ObjectView> views, int i, CameraModel camera) {
      double[] box = {seen.x0(), seen.y0(), seen.x1(), seen.y1()};
      if (!views.isEmpty()) {
        ObjectView v = views.get(i);
        return Boxes.overlap(box, new double[] {v.x0(), v.y0(), v.x1(), v.y1()});
      }
      CameraModel.Pixel center = camera.project(object.positionMeters());
      boolean inside =
          center.x() > box[0] && center.x() < box[2] && center.y() > box[1] && center.y() < box[3];
      double far =
          Math.hypot(center.x() - (box[0] + box[2]) / 2, center.y() - (box[1] + box[3]) / 2)
              / Math.max(1, box[2] - box[0] + box[3] - box[1]);
      return inside ? 1 - far : 0;
    }

    /**
     * Returns from which score on reports are worth telling, and how the sigmas are to be scaled.
     *
     * @param fusion by which the reports were scored
     */
    SightCalibration calibration(ScoreFusion fusion) {
      return SightCalibration.of(fusion, reports, objects);
    }

    /**
     * Returns the part of the objects that is found from a score on, and of the reports that is
     * right.
     */
    public AtScore at(double score) {
      long kept = reports.stream().filter(r -> r.score() >= score).count();
      long right =
          reports.stream().filter(r -> r.score() >= score && r.truthOrNull() != null).count();
      return new AtScore(
          score,
          right / (double) Math.max(1, objects),
          kept == 0 ? Double.NaN : right / (double) kept);
    }

    /** Returns the quality at the lowest score with the wanted precision. */
    public SightQuality quality() {
      List<Report> sorted = new ArrayList<>(reports);
      sorted.sort(Comparator.comparingDouble(Report::score).reversed());
      int right = 0;
      int kept = 0;
      int keptRight = 0;
      for (int i = 0; i < sorted.size(); i++) {
        right += sorted.get(i).truthOrNull() != null ? 1 : 0;
        if (right >= PRECISION * (i + 1)) {
          kept = i + 1;
          keptRight = right;
        }
      }
      List<Double> position = new ArrayList<>();
      List<Double> yaw = new ArrayList<>();
      List<Double> color = new ArrayList<>();
      int within = 0;
      int coordinates = 0;
      for (Report report : sorted.subList(0, kept)) {
        SceneObject truth = report.truthOrNull();
        if (truth == null) {
          continue;
        }
        color.addAll(report.colorErrors());
        if (report.seen().place().isEmpty()) {
          continue;
        }
        SeenObject.Place place = report.seen().place().get();
        position.add(place.positionMeters().horizontalDistanceTo(truth.positionMeters()));
        within += (int) report.positionInSigmas().stream().filter(e -> e <= 1).count();
        coordinates += 2;
        yaw.addAll(report.yawErrorRad());
      }
      return new SightQuality(
          pictures,
          objects,
          kept == 0 ? Double.NaN : sorted.get(kept - 1).score(),
          keptRight / (double) Math.max(1, objects),
          (kept - keptRight) / (double) Math.max(1, pictures),
          quantile(position, 0.5),
          quantile(position, 0.9),
          quantile(yaw, 0.5),
          quantile(yaw, 0.9),
          quantile(color, 0.5),
          quantile(color, 0.9),
          coordinates == 0 ? Double.NaN : within / (double) coordinates);
    }

    private static double quantile(List<Double> values, double q) {
      if (values.isEmpty()) {
        return Double.NaN;
      }
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
    }
  }
}
