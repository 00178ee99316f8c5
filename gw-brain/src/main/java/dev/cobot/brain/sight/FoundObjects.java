package dev.cobot.brain.sight;

import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Where the height over the table is among the values, in widths of the crop. */
  public static final int HEIGHT = Reading.HEIGHT;

  /** Where the three logarithms of the sides are among the values, in widths of the crop. */
  public static final int SIZE = Reading.SIZE;

  /** Where cosine and sine of four times the yaw are among the values. */
  public static final int FOUR_YAWS = Reading.FOUR;

  private static final double ON_OBJECT = 0.5;

  /** Labels that differ by less are of things that nobody moved. */
  private static final double UNMOVED_METERS = 0.01;

  /**
   * One object.
   *
   * @param scene number of the arrangement that its picture shows: pictures of things that nobody
   *     moved are one, and tell the same
   * @param metersAcross width of the crop at the object, metres
   * @param features (features) what the reader makes of the crop
   * @param logits (kinds + 1) the last for no known kind
   * @param told (values) as read
   * @param kind number of the labelled one
   * @param values (values) as labelled
   * @param known (values) 1 where the object has such a value, else 0
   */
  public record Row(
      int scene,
      double metersAcross,
      float[] features,
      float[] logits,
      float[] told,
      int kind,
      float[] values,
      float[] known) {
    /** Returns all that the reader makes of the crop: features, logits, told values. */
    public float[] made() {
      float[] all = Arrays.copyOf(features, features.length + logits.length + told.length);
      System.arraycopy(logits, 0, all, features.length, logits.length);
      System.arraycopy(told, 0, all, features.length + logits.length, told.length);
      return all;
    }
  }

  /** Keeps the lists. */
  public FoundObjects {
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
  }

  /** Returns how many arrangements show one of the objects. */
  public int scenes() {
    return (int) rows.stream().map(Row::scene).distinct().count();
  }

  /**
   * Looks at every labelled picture, one after the other.
   *
   * @param folders where their labels do not say how objects are seen, all of them count
   * @param progress hears how many pictures are done
   * @throws IOException if a picture is damaged
   */
  public static FoundObjects in(Sight sight, List<SceneFolder> folders, LongConsumer progress)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    List<List<SceneObject>> scenes = new ArrayList<>();
    long done = 0;
    for (SceneFolder folder : folders) {
      for (int i = 0; i < folder.size(); i++) {
        LabelledImage labels = folder.images().get(i);
        add(rows, sight, folder.readFrame(i), labels, scene(scenes, labels.objects()));
        progress.accept(++done);
      }
    }
    return new FoundObjects(sight.kinds(), rows);
  }

  private static int scene(List<List<SceneObject>> scenes, List<SceneObject> objects) {
    for (int i = 0; i < scenes.size(); i++) {
      if (isUnmoved(scenes.get(i), objects)) {
        return i;
      }
    }
    scenes.add(objects);
    return scenes.size() - 1;
  }

  private static boolean isUnmoved(List<SceneObject> before, List<SceneObject> now) {
    return before.size() == now.size()
        && now.stream()
            .allMatch(
                object ->
                    before.stream()
                        .anyMatch(
                            other ->
                                other.kind() == object.kind()
                                    && other.positionMeters().distanceTo(object.positionMeters())
                                        < UNMOVED_METERS));
  }

  private static void add(
      List<Row> rows, Sight sight, CameraFrame frame, LabelledImage labels, int scene) {
    List<ObjectKind> kinds = sight.kinds();
    List<SceneObject> objects = labels.objects();
    List<ObjectView> views = labels.views();
    boolean[] taken = new boolean[objects.size()];
    for (Sight.ReadBox read :
        sight.readBoxes(
            frame.rgb(), frame.widthPixels(), frame.heightPixels(), Optional.of(frame.camera()))) {
      int object =
          views.isEmpty() ? around(read, kinds, objects, frame.camera()) : over(read.box(), views);
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
              scene,
              read.viewOrNull().metersAcross(),
              read.features(),
              read.logits(),
              read.values(),
              kind,
              values,
              known));
    }
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
   * As the other, where labels do not say how objects are seen: the one whose centre is in the box;
   * of several (a cube in a bowl) the one of the kind that is told, if there is just one.
   */
  private static int around(
      Sight.ReadBox read, List<ObjectKind> kinds, List<SceneObject> objects, CameraModel camera) {
    double[] box = read.box();
    List<Integer> inside = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      CameraModel.Pixel at = camera.project(objects.get(i).positionMeters());
      if (at.depthMeters() > 0
          && at.x() > box[0]
          && at.x() < box[2]
          && at.y() > box[1]
          && at.y() < box[3]) {
        inside.add(i);
      }
    }
    if (inside.size() > 1) {
      int told = 0;
      for (int k = 1; k < kinds.size(); k++) {
        told = read.logits()[k] > read.logits()[told] ? k : told;
      }
      ObjectKind kind = kinds.get(told);
      inside.removeIf(i -> objects.get(i).kind() != kind);
    }
    return inside.size() == 1 ? inside.get(0) : -1;
  }
}
