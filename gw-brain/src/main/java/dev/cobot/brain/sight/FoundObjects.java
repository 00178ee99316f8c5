package dev.cobot.brain.sight;

import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Labelled objects that sight finds in pictures: what its reader makes of each, and what the labels
 * say in the same terms. Of each object the surest box that shows it counts, whatever kind it is
 * told to be; what is not found is not here.
 *
 * @param kinds in the order of the logits
 * @param rows one an object
 */
public record FoundObjects(List<ObjectKind> kinds, List<Row> rows) {
  /** Values of a reading: where in the crop, how high, how large, how turned, which colour. */
  public static final int VALUES = Reading.VALUES;

  /** Width of what a reader makes of a crop, beside kinds and values. */
  public static final int FEATURES = ReaderNet.FEATURES;

  /** Where the red, green and blue are among the values, as 2 c - 1, sRGB. */
  public static final int COLOR = Reading.COLOR;

  /** Where the two coordinates of the centre in the crop are among the values, in its widths. */
  public static final int CENTER = Reading.CENTER;

  /** Where cosine and sine of four times the yaw are among the values. */
  public static final int FOUR_YAWS = Reading.FOUR;

  private static final double ON_OBJECT = 0.5;

  /**
   * One object.
   *
   * @param picture its number in the set
   * @param metersAcross width of the crop at the object, metres
   * @param features (features) what the reader makes of the crop
   * @param logits (kinds + 1) the last for no known kind
   * @param told (values) as read
   * @param kind number of the labelled one
   * @param values (values) as labelled
   * @param known (values) 1 where the object has such a value, else 0
   */
  public record Row(
      int picture,
      double metersAcross,
      float[] features,
      float[] logits,
      float[] told,
      int kind,
      float[] values,
      float[] known) {}

  /** Keeps the lists. */
  public FoundObjects {
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
  }

  /**
   * Looks at every picture.
   *
   * @param set where its labels do not say how objects are seen, all of them count
   * @param progress hears how many pictures are done
   */
  public static FoundObjects in(Sight sight, PictureSet set, LongConsumer progress) {
    List<ObjectKind> kinds = sight.kinds();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      CameraFrame frame = set.frame(i);
      List<ObjectView> views = set.views(i);
      List<SceneObject> objects = set.objects(i);
      boolean[] taken = new boolean[objects.size()];
      for (Sight.ReadBox read :
          sight.readBoxes(
              frame.rgb(),
              frame.widthPixels(),
              frame.heightPixels(),
              Optional.of(frame.camera()))) {
        int object =
            views.isEmpty() ? around(read.box(), objects, frame.camera()) : over(read.box(), views);
        int kind = object < 0 ? -1 : kinds.indexOf(objects.get(object).kind());
        if (kind < 0 || taken[object] || read.viewOrNull() == null) {
          continue;
        }
        taken[object] = true;
        float[] values = new float[VALUES];
        float[] known = new float[VALUES];
        Reading.write(
            objects.get(object),
            read.crop(),
            frame.camera(),
            read.viewOrNull(),
            false,
            values,
            known,
            0);
        rows.add(
            new Row(
                i,
                read.viewOrNull().metersAcross(),
                read.features(),
                read.logits(),
                read.values(),
                kind,
                values,
                known));
      }
      progress.accept(i + 1L);
    }
    return new FoundObjects(kinds, rows);
  }

  /** Returns the object that a box shows and that is visible enough, or -1. */
  private static int over(double[] box, List<ObjectView> views) {
    int best = -1;
    double most = ON_OBJECT;
    for (int i = 0; i < views.size(); i++) {
      ObjectView v = views.get(i);
      double overlap = Boxes.overlap(box, new double[] {v.x0(), v.y0(), v.x1(), v.y1()});
      if (overlap > most && v.visible() >= SightQuality.MIN_VISIBLE) {
        most = overlap;
        best = i;
      }
    }
    return best;
  }

  /**
   * As the other, where labels do not say how objects are seen: its centre is nearest the box's.
   */
  private static int around(double[] box, List<SceneObject> objects, CameraModel camera) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < objects.size(); i++) {
      CameraModel.Pixel at = camera.project(objects.get(i).positionMeters());
      boolean inside = at.x() > box[0] && at.x() < box[2] && at.y() > box[1] && at.y() < box[3];
      double far = Math.hypot(at.x() - (box[0] + box[2]) / 2, at.y() - (box[1] + box[3]) / 2);
      if (inside && at.depthMeters() > 0 && far < least) {
        least = far;
        best = i;
      }
    }
    return best;
  }
}
