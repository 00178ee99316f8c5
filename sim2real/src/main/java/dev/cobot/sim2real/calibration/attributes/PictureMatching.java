package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.calibration.attributes.LabelledPicture.Label;
import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds which report is of which label: of one kind, one-to-one, near by once the motion that most
 * of all pictures agree on is taken away. The motion serves the matching alone.
 */
final class PictureMatching {
  private static final double FARTHEST_METERS = 0.1;
  private static final double AGREE_METERS = 0.012;
  private static final double GATE_METERS = 0.06;
  private static final int MOST_OFFSETS = 1500;
  private static final int ROUNDS = 3;

  /** A report without any certainty is as good as one that is 0.7 gates further off. */
  private static final double SCORE_WEIGHT = 0.5;

  private static final double NO_MATCH = 2;

  private PictureMatching() {}

  /** Matches all pictures. */
  static List<MatchedPicture> of(List<LabelledPicture> pictures) {
    AttributeCorrection motion = commonShift(pictures);
    for (int round = 0; round < ROUNDS; round++) {
      AttributeCorrection current = motion;
      List<Match> matches =
          pictures.stream().flatMap(p -> match(p, current).matches().stream()).toList();
      PlaceFit fit = PlaceFit.about(matches);
      try {
        motion = fit.with(AttributeCorrection.NONE, fit.fit(matches));
      } catch (IllegalArgumentException e) {
        break; // further off than a correction may be: the shift has to do
      }
    }
    AttributeCorrection last = motion;
    return pictures.stream().map(p -> match(p, last)).toList();
  }

  /** Returns the shift that most pairs of one kind agree on. */
  private static AttributeCorrection commonShift(List<LabelledPicture> pictures) {
    List<Vector3> offsets = new ArrayList<>();
    for (LabelledPicture picture : pictures) {
      for (ObjectAttributes seen : picture.seen()) {
        for (Label label : picture.labels()) {
          Vector3 off = label.object().positionMeters().minus(seen.positionMeters());
          if (label.object().kind() == seen.kind()
              && Math.hypot(off.x(), off.y()) <= FARTHEST_METERS) {
            offsets.add(off);
          }
        }
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    while (offsets.size() > MOST_OFFSETS) {
      int drawn = random.nextInt(offsets.size());
      offsets.set(drawn, offsets.get(offsets.size() - 1));
      offsets.remove(offsets.size() - 1);
    }
    Vector3 best = Vector3.ZERO;
    int most = 0;
    for (Vector3 offset : offsets) {
      Vector3 sum = Vector3.ZERO;
      int agreeing = 0;
      for (Vector3 other : offsets) {
        if (offset.horizontalDistanceTo(other) <= AGREE_METERS) {
          sum = sum.plus(other);
          agreeing++;
        }
      }
      if (agreeing > most) {
        most = agreeing;
        best = sum.times(1.0 / agreeing);
      }
    }
    return AttributeCorrection.NONE.withPlace(new PlaceCorrection(0, 0, best.x(), best.y(), 0, 1));
  }

  private static MatchedPicture match(LabelledPicture picture, AttributeCorrection motion) {
    List<Label> labels = picture.labels();
    List<ObjectAttributes> seen = picture.seen();
    double[][] costs = new double[labels.size()][seen.size()];
    for (int column = 0; column < seen.size(); column++) {
      ObjectAttributes report = seen.get(column);
      Vector3 at = motion.position(report.positionMeters());
      for (int row = 0; row < labels.size(); row++) {
        SceneObject label = labels.get(row).object();
        double far = at.horizontalDistanceTo(label.positionMeters()) / GATE_METERS;
        costs[row][column] =
            label.kind() == report.kind() && far <= 1
                ? far * far + SCORE_WEIGHT * (1 - report.score())
                : NO_MATCH;
      }
    }
    int[] columns = Assignment.of(costs, NO_MATCH);
    List<Match> matches = new ArrayList<>();
    List<SceneObject> missed = new ArrayList<>();
    boolean[] taken = new boolean[seen.size()];
    for (int row = 0; row < columns.length; row++) {
      Label label = labels.get(row);
      if (columns[row] < 0) {
        if (label.counts()) {
          missed.add(label.object());
        }
        continue;
      }
      taken[columns[row]] = true;
      if (label.counts()) {
        matches.add(new Match(seen.get(columns[row]), label.object()));
      }
    }
    List<ObjectAttributes> falseReports = new ArrayList<>();
    for (int column = 0; column < taken.length; column++) {
      if (!taken[column]) {
        falseReports.add(seen.get(column));
      }
    }
    return new MatchedPicture(picture.name(), matches, falseReports, missed);
  }
}
