package dev.cobot.brain.sight;

import dev.cobot.brain.sight.SightQuality.Report;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is seen on labelled pictures, picture by picture, to say how well they are read.
 */
public final class SightTally {
  private final List<Picture> pictures = new ArrayList<>();

  /**
   * What became of one picture.
   *
   * @param objects how many of its objects count
   * @param reports of all scores, the surest first
   */
  record Picture(int objects, List<Report> reports) {
    Picture {
      reports = List.copyOf(reports);
    }
  }

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
   * @param views how the objects are seen; empty when the labels do not say it, then all count and
   *     a report is on an object when the object's centre is in its box
   */
  public void add(
      List<SeenObject> seen, List<SceneObject> truth, List<ObjectView> views, CameraModel camera) {
    int objects = 0;
    List<Report> reports = new ArrayList<>();
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
        if (overlap > SightQuality.SAME_BOX && truth.get(i).kind() == one.kind()) {
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
    pictures.add(new Picture(objects, reports));
  }

  /** Returns the pictures in the order in which they were added. */
  List<Picture> pictures() {
    return Collections.unmodifiableList(pictures);
  }

  private int objects() {
    return pictures.stream().mapToInt(Picture::objects).sum();
  }

  private List<Report> reports() {
    return pictures.stream().flatMap(picture -> picture.reports().stream()).toList();
  }

  private static boolean counts(List<ObjectView> views, int i) {
    return views.isEmpty() || views.get(i).visible() >= SightQuality.MIN_VISIBLE;
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
    return SightCalibration.of(fusion, reports(), objects());
  }

  /** Returns what the reports from a score on give. */
  public SightQuality.AtScore at(double score) {
    return new RankedReports(pictures, score).atMinScore(everyPictureOnce());
  }

  private int[] everyPictureOnce() {
    int[] weights = new int[pictures.size()];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** Returns the quality at the lowest score with the wanted precision. */
  public SightQuality quality() {
    int objects = objects();
    List<Report> sorted = new ArrayList<>(reports());
    sorted.sort(Comparator.comparingDouble(Report::score).reversed());
    int right = 0;
    int kept = 0;
    int keptRight = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).truthOrNull() != null ? 1 : 0;
      if (right >= SightQuality.PRECISION * (i + 1)) {
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
        pictures.size(),
        objects,
        new RankedReports(pictures, 0).averagePrecision(everyPictureOnce()),
        kept == 0 ? Double.NaN : sorted.get(kept - 1).score(),
        keptRight / (double) Math.max(1, objects),
        (kept - keptRight) / (double) Math.max(1, pictures.size()),
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
