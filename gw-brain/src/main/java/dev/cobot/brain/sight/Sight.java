package dev.cobot.brain.sight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pictures in, objects out: the detector finds boxes on a small picture, the reader reads each from
 * the picture as it was taken. One thread.
 */
public final class Sight implements AutoCloseable {
  private static final int CELLS = DetectorNet.ROWS * DetectorNet.COLUMNS;
  private static final int MAX_OBJECTS = 24;
  private static final double SAME_PLACE = 0.55;
  private static final double LYING = 0.6;

  /** What is left of the detector's score where the reader names another kind. */
  private static final double OTHER_KIND = 0.5;

  /** Boxes with less are not read. */
  private static final double MIN_DETECTION = 0.12;

  private final InferenceNet detector;
  private final InferenceNet reader;
  private final List<ObjectKind> kinds;
  private final SightCalibration calibration;
  private final float[] canvas =
      new float[3 * DetectorNet.WIDTH_PIXELS * DetectorNet.HEIGHT_PIXELS];

  /**
   * @param detector a released {@link DetectorNet}; closed with this
   * @param reader a released {@link ReaderNet}; closed with this
   * @param kinds the kinds of both, in order
   */
  public Sight(InferenceNet detector, InferenceNet reader, List<ObjectKind> kinds) {
    this(detector, reader, kinds, SightCalibration.NONE);
  }

  /** As the other, with the calibration of its models. */
  Sight(
      InferenceNet detector,
      InferenceNet reader,
      List<ObjectKind> kinds,
      SightCalibration calibration) {
    this.detector = detector;
    this.reader = reader;
    this.kinds = List.copyOf(kinds);
    this.calibration = calibration;
  }

  /**
   * Opens released models.
   *
   * @param folder holds {@code detector} and {@code reader}
   * @throws ModelException if one is missing or damaged, or they were trained for different kinds
   */
  public static Sight open(Path folder, InferenceDevice device) {
    ModelFolder boxes = ModelFolder.open(folder.resolve("detector"));
    ModelFolder attributes = ModelFolder.open(folder.resolve("reader"));
    return open(boxes, attributes, SightCalibration.from(attributes.card().metrics()), device);
  }

  static Sight open(
      ModelFolder boxes,
      ModelFolder attributes,
      SightCalibration calibration,
      InferenceDevice device) {
    List<ObjectKind> kinds = kinds(boxes);
    if (!kinds.equals(kinds(attributes))) {
      throw new ModelException(
          "%s knows the kinds %s, %s knows %s; train them together"
              .formatted(boxes.directory(), kinds, attributes.directory(), kinds(attributes)));
    }
    return new Sight(
        boxes.openOnnx(new DetectorNet(kinds.size(), false), device),
        attributes.openOnnx(new ReaderNet(kinds.size()), device),
        kinds,
        calibration);
  }

  private static List<ObjectKind> kinds(ModelFolder model) {
    List<ObjectKind> kinds = new ArrayList<>();
    for (JsonNode name : model.card().architecture().path("kinds")) {
      if (!ObjectKind.names().contains(name.asText())) {
        throw new ModelException(
            "%s was trained for the kind %s, here they are %s; train it again, or use it with the release that wrote it"
                .formatted(model.directory(), name.asText(), ObjectKind.names()));
      }
      kinds.add(ObjectKind.valueOf(name.asText()));
    }
    return kinds;
  }

  /** Returns the score from which on objects are worth telling, by held-out pictures. */
  public double minScore() {
    return calibration.minScore();
  }

  /** Returns the kinds that are told apart. */
  public List<ObjectKind> kinds() {
    return kinds;
  }

  /** A box on the picture and how sure the detector is of it. */
  record Found(int kind, double score, double[] box) {}

  /**
   * Returns what is in a picture, the surest first.
   *
   * @param rgb (height, width, 3) sRGB bytes
   * @param camera of this size; empty when the camera is not known: nothing is placed then
   * @param minScore objects with less are left out
   */
  public List<SeenObject> look(
      byte[] rgb, int width, int height, Optional<CameraModel> camera, double minScore) {
    List<Found> found = find(rgb, width, height);
    List<SeenObject> seen = new ArrayList<>();
    if (found.isEmpty()) {
      return seen;
    }
    int n = found.size();
    int size = 3 * Crop.SIDE * Crop.SIDE;
    float[] crops = new float[n * size];
    float[] beside = new float[n * Crop.BESIDE];
    float[] light = PictureLight.of(rgb);
    List<Crop> cuts = new ArrayList<>();
    List<Crop.View> views = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] b = found.get(i).box();
      Crop crop = Crop.around(b[0], b[1], b[2], b[3]);
      Crop.View view = camera.map(crop::view).orElse(null);
      crop.write(rgb, width, height, false, crops, i * size);
      crop.writeBeside(view, light, false, beside, i * Crop.BESIDE);
      cuts.add(crop);
      views.add(view);
    }
    float[][] out = reader.run(n, crops, beside);
    for (int i = 0; i < n; i++) {
      seen.add(seen(found.get(i), cuts.get(i), views.get(i), camera, out[0], out[1], out[2], i));
    }
    seen.removeIf(object -> object.score() < minScore);
    seen.sort(Comparator.comparingDouble(SeenObject::score).reversed());
    return apart(seen);
  }

  private static List<SeenObject> apart(List<SeenObject> sorted) {
    List<SeenObject> kept = new ArrayList<>();
    for (SeenObject object : sorted) {
      double[] box = {object.x0(), object.y0(), object.x1(), object.y1()};
      boolean isNew = true;
      for (SeenObject other : kept) {
        isNew &=
            Boxes.overlap(box, new double[] {other.x0(), other.y0(), other.x1(), other.y1()})
                < SAME_PLACE;
      }
      if (isNew) {
        kept.add(object);
      }
    }
    return kept;
  }

  /** Returns the boxes that the detector finds, the surest first. */
  List<Found> find(byte[] rgb, int width, int height) {
    Canvas view = Canvas.of(width, height);
    view.write(view.shrink(rgb), false, canvas, 0);
    float[][] maps = detector.run(1, canvas);
    float[] heat = maps[0];
    float[] box = maps[1];
    float minLogit = (float) Math.log(MIN_DETECTION / (1 - MIN_DETECTION));
    List<Found> found = new ArrayList<>();
    for (int row = 0; row < DetectorNet.ROWS; row++) {
      for (int column = 0; column < DetectorNet.COLUMNS; column++) {
        int cell = row * DetectorNet.COLUMNS + column;
        for (int k = 0; k < kinds.size(); k++) {
          float logit = heat[k * CELLS + cell];
          if (logit >= minLogit && isPeak(heat, k, row, column, logit)) {
            double[] sides = new double[4];
            for (int s = 0; s < 4; s++) {
              sides[s] = DetectorNet.STRIDE * Math.exp(Math.min(4, box[s * CELLS + cell]));
            }
            double px = (column + 0.5) * DetectorNet.STRIDE - 0.5;
            double py = (row + 0.5) * DetectorNet.STRIDE - 0.5;
            double[] corners = {
              clamp(view.toPictureX(px - sides[0]), width),
              clamp(view.toPictureY(py - sides[1]), height),
              clamp(view.toPictureX(px + sides[2]), width),
              clamp(view.toPictureY(py + sides[3]), height)
            };
            if (corners[2] - corners[0] > 2 && corners[3] - corners[1] > 2) {
              found.add(new Found(k, 1 / (1 + Math.exp(-logit)), corners));
            }
          }
        }
      }
    }
    found.sort(Comparator.comparingDouble(Found::score).reversed());
    List<Found> kept = new ArrayList<>();
    for (Found one : found) {
      if (kept.size() == MAX_OBJECTS) {
        break;
      }
      if (kept.stream().allMatch(other -> Boxes.overlap(one.box(), other.box()) < SAME_PLACE)) {
        kept.add(one);
      }
    }
    return kept;
  }

  private static double clamp(double at, int side) {
    return Math.max(-0.5, Math.min(side - 0.5, at));
  }

  private static boolean isPeak(float[] heat, int kind, int row, int column, float logit) {
    for (int r = Math.max(0, row - 1); r <= Math.min(DetectorNet.ROWS - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1);
          c <= Math.min(DetectorNet.COLUMNS - 1, column + 1);
          c++) {
        if (heat[kind * CELLS + r * DetectorNet.COLUMNS + c] > logit) {
          return false;
        }
      }
    }
    return true;
  }

  private SeenObject seen(
      Found found,
      Crop crop,
      Crop.View viewOrNull,
      Optional<CameraModel> camera,
      float[] kindLogits,
      float[] values,
      float[] logVariances,
      int i) {
    int classes = kinds.size() + 1;
    double[] probabilities = softmax(kindLogits, i * classes, classes);
    int best = 0;
    double bestScore = 0;
    for (int k = 0; k < kinds.size(); k++) {
      // Both are asked: the geometric mean of what they say of the same kind.
      double first = k == found.kind() ? found.score() : found.score() * OTHER_KIND;
      double score = Math.sqrt(first * probabilities[k]);
      if (score > bestScore) {
        bestScore = score;
        best = k;
      }
    }
    int at = i * Reading.VALUES;
    ColorRgb color =
        ColorRgb.clamped(
            (values[at + Reading.COLOR] + 1) / 2,
            (values[at + Reading.COLOR + 1] + 1) / 2,
            (values[at + Reading.COLOR + 2] + 1) / 2);
    Vector3 colorSigma =
        new Vector3(
            sigma(logVariances[at + Reading.COLOR]) / 2 * calibration.colorScale(),
            sigma(logVariances[at + Reading.COLOR + 1]) / 2 * calibration.colorScale(),
            sigma(logVariances[at + Reading.COLOR + 2]) / 2 * calibration.colorScale());
    Optional<SeenObject.Place> place =
        viewOrNull == null
            ? Optional.empty()
            : Optional.ofNullable(
                place(
                    kinds.get(best),
                    crop,
                    viewOrNull,
                    camera.orElseThrow(),
                    values,
                    logVariances,
                    at));
    return new SeenObject(
        kinds.get(best),
        bestScore,
        found.box()[0],
        found.box()[1],
        found.box()[2],
        found.box()[3],
        color,
        colorSigma,
        place);
  }

  private SeenObject.Place place(
      ObjectKind kind,
      Crop crop,
      Crop.View view,
      CameraModel camera,
      float[] values,
      float[] logVariances,
      int at) {
    double meters = view.metersAcross();
    double z = values[at + Reading.HEIGHT] * meters;
    double px = crop.x() + values[at + Reading.CENTER] * crop.sidePixels();
    double py = crop.y() + values[at + Reading.CENTER + 1] * crop.sidePixels();
    Vector3 position = camera.intersectPlane(px, py, z);
    if (position == null) {
      return null;
    }
    double perPixel = meters / crop.sidePixels();
    double scale = calibration.positionScale();
    double across = sigma(logVariances[at + Reading.CENTER]) * crop.sidePixels() * perPixel * scale;
    double down =
        sigma(logVariances[at + Reading.CENTER + 1]) * crop.sidePixels() * perPixel * scale;
    double up = sigma(logVariances[at + Reading.HEIGHT]) * meters * scale;
    double slope = Math.tan(Math.max(0.2, view.elevationRad()));
    double along = Math.hypot(down / Math.sin(Math.max(0.2, view.elevationRad())), up / slope);
    double c = Math.abs(Math.cos(view.azimuthRad()));
    double s = Math.abs(Math.sin(view.azimuthRad()));
    Vector3 positionSigma =
        new Vector3(Math.hypot(c * along, s * across), Math.hypot(s * along, c * across), up);
    Vector3 size =
        new Vector3(
            Math.exp(values[at + Reading.SIZE]) * meters,
            Math.exp(values[at + Reading.SIZE + 1]) * meters,
            Math.exp(values[at + Reading.SIZE + 2]) * meters);
    double yaw = 0;
    double pitch = 0;
    double yawSigma = Math.PI;
    int order = kind.yawSymmetryOrder();
    if (order == 4 || order == 2) {
      int first = at + (order == 4 ? Reading.FOUR : Reading.TWO);
      yaw = Math.atan2(values[first + 1], values[first]) / order + view.azimuthRad();
      double spread =
          Math.sqrt((Math.exp(logVariances[first]) + Math.exp(logVariances[first + 1])) / 2);
      double length = Math.max(0.05, Math.hypot(values[first], values[first + 1]));
      yawSigma = Math.min(Math.PI, spread / length / order * calibration.yawScale());
    } else if (values[at + Reading.AXIS + 2] < LYING) {
      pitch = Math.PI / 2;
      yaw =
          Math.atan2(values[at + Reading.AXIS + 1], values[at + Reading.AXIS]) + view.azimuthRad();
      double length =
          Math.max(0.05, Math.hypot(values[at + Reading.AXIS], values[at + Reading.AXIS + 1]));
      yawSigma =
          Math.min(
              Math.PI,
              sigma(logVariances[at + Reading.AXIS + 1]) / length * calibration.yawScale());
    }
    return new SeenObject.Place(position, positionSigma, yaw, pitch, yawSigma, size);
  }

  private static double sigma(float logVariance) {
    return Math.exp(Math.max(-10, Math.min(10, logVariance)) / 2);
  }

  private static double[] softmax(float[] logits, int offset, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double[] p = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      p[i] = Math.exp(logits[offset + i] - max);
      sum += p[i];
    }
    for (int i = 0; i < count; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Override
  public void close() {
    detector.close();
    reader.close();
  }
}
