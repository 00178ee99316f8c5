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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pictures in, objects out: the detector finds boxes on a small picture, the reader reads each from
 * the picture as it was taken. One thread.
 */
public final class Sight implements AutoCloseable {
  private static final double LYING = 0.6;

  /**
   * Boxes with less are not read: with 0.12 as many of the held-out objects are told rightly (F1
   * 0.739 against 0.740), and the slowest pictures take half as long again.
   */
  private static final double MIN_DETECTION = 0.3;

  private final BoxFinder finder;
  private final InferenceNet reader;
  private final List<ObjectKind> kinds;
  private final SightCalibration calibration;

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
    this.kinds = List.copyOf(kinds);
    this.finder = new BoxFinder(detector, this.kinds.size());
    this.reader = reader;
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

  /** What the reader says of boxes that the detector found: one crop each. */
  private record Read(
      List<BoxFinder.Found> found, List<Crop> crops, List<Crop.View> viewsOrNull, float[][] out) {}

  /**
   * Returns what is in a picture, the surest first.
   *
   * @param rgb (height, width, 3) sRGB bytes
   * @param camera of this size; empty when the camera is not known: nothing is placed then
   * @param minScore objects with less are left out
   */
  public List<SeenObject> look(
      byte[] rgb, int width, int height, Optional<CameraModel> camera, double minScore) {
    Read read = read(rgb, width, height, camera);
    List<SeenObject> seen = new ArrayList<>();
    for (int i = 0; i < read.found().size(); i++) {
      seen.add(seen(read, i, camera));
    }
    seen.removeIf(object -> object.score() < minScore);
    seen.sort(Comparator.comparingDouble(SeenObject::score).reversed());
    return apart(seen);
  }

  private Read read(byte[] rgb, int width, int height, Optional<CameraModel> camera) {
    List<BoxFinder.Found> found = finder.find(Canvas.of(width, height), rgb, MIN_DETECTION);
    int n = found.size();
    int size = 3 * Crop.SIDE * Crop.SIDE;
    float[] pixels = new float[n * size];
    float[] beside = new float[n * Crop.BESIDE];
    float[] light = PictureLight.of(rgb);
    List<Crop> crops = new ArrayList<>();
    List<Crop.View> views = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] b = found.get(i).box();
      Crop crop = Crop.around(b[0], b[1], b[2], b[3]);
      Crop.View view = camera.map(crop::view).orElse(null);
      crop.write(rgb, width, height, false, pixels, i * size);
      crop.writeBeside(view, light, false, beside, i * Crop.BESIDE);
      crops.add(crop);
      views.add(view);
    }
    return new Read(found, crops, views, n == 0 ? new float[0][] : reader.run(n, pixels, beside));
  }

  private static List<SeenObject> apart(List<SeenObject> sorted) {
    List<SeenObject> kept = new ArrayList<>();
    for (SeenObject object : sorted) {
      double[] box = {object.x0(), object.y0(), object.x1(), object.y1()};
      boolean isNew = true;
      for (SeenObject other : kept) {
        isNew &=
            Boxes.overlap(box, new double[] {other.x0(), other.y0(), other.x1(), other.y1()})
                < BoxFinder.SAME_PLACE;
      }
      if (isNew) {
        kept.add(object);
      }
    }
    return kept;
  }

  /** What detector and reader say of the kinds of one box, to learn how they go together. */
  record Opinion(double[] box, double[] detectorLogits, double[] readerLogits) {}

  /**
   * Returns what both say of every box in a picture.
   *
   * @param rgb (height, width, 3) sRGB bytes
   */
  List<Opinion> opinions(byte[] rgb, int width, int height, Optional<CameraModel> camera) {
    Read read = read(rgb, width, height, camera);
    List<Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < read.found().size(); i++) {
      BoxFinder.Found found = read.found().get(i);
      opinions.add(new Opinion(found.box(), found.logits(), readerLogits(read, i)));
    }
    return opinions;
  }

  /** One box and what the reader makes of it: (features), (kinds + 1) and (values) numbers. */
  record ReadBox(
      double[] box,
      Crop crop,
      Crop.View viewOrNull,
      float[] features,
      float[] logits,
      float[] values) {}

  /**
   * Returns what the reader makes of every box, the detector's surest first.
   *
   * @param rgb (height, width, 3) sRGB bytes
   */
  List<ReadBox> readBoxes(byte[] rgb, int width, int height, Optional<CameraModel> camera) {
    Read read = read(rgb, width, height, camera);
    List<ReadBox> boxes = new ArrayList<>();
    for (int i = 0; i < read.found().size(); i++) {
      boxes.add(
          new ReadBox(
              read.found().get(i).box(),
              read.crops().get(i),
              read.viewsOrNull().get(i),
              row(read.out()[3], i, ReaderNet.FEATURES),
              row(read.out()[0], i, kinds.size() + 1),
              row(read.out()[1], i, Reading.VALUES)));
    }
    return boxes;
  }

  private static float[] row(float[] values, int row, int width) {
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }

  /** Returns the logarithm of the odds that the reader gives each kind. */
  private double[] readerLogits(Read read, int i) {
    int classes = kinds.size() + 1;
    double[] probabilities = softmax(read.out()[0], i * classes, classes);
    double[] logits = new double[kinds.size()];
    for (int k = 0; k < logits.length; k++) {
      double p = Math.max(1e-9, Math.min(1 - 1e-9, probabilities[k]));
      logits[k] = Math.log(p / (1 - p));
    }
    return logits;
  }

  private SeenObject seen(Read read, int i, Optional<CameraModel> camera) {
    BoxFinder.Found found = read.found().get(i);
    Crop crop = read.crops().get(i);
    Crop.View viewOrNull = read.viewsOrNull().get(i);
    float[] values = read.out()[1];
    float[] logVariances = read.out()[2];
    double[] readerLogits = readerLogits(read, i);
    int best = 0;
    double bestScore = 0;
    for (int k = 0; k < kinds.size(); k++) {
      double score = calibration.fusion().score(found.logits()[k], readerLogits[k]);
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
    finder.close();
    reader.close();
  }
}
