package dev.cobot.brain.sight;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** One batch of crops on the device, and the reader's loss on it. */
final class ReaderLoss {
  private static final int CROP = 3 * Crop.SIDE * Crop.SIDE;

  /** Share of draws of any place where no object of a known kind is. */
  private static final double ANYWHERE = 0.08;

  /** Share of draws of what the detector proposes; what is half on an object is drawn again. */
  private static final double PROPOSED = 0.52;

  /** A proposal that overlaps an object so much shows it. */
  private static final double ON_OBJECT = 0.5;

  /** One that overlaps none so much shows no object; between the two it is not learned from. */
  private static final double ON_NOTHING = 0.25;

  /** Crops whose camera is not told. */
  private static final double UNKNOWN_CAMERA = 0.2;

  private static final double APART = 0.15;

  /** Up to this part of a side, borders of a labelled box are moved. */
  private static final double INEXACT = 0.09;

  /** Deviation in the units of the crop, whose channels span 2. */
  private static final double MAX_NOISE = 0.06;

  private final PictureSet set;
  private final Proposals proposals;

  /** Picture and object of every labelled object, by its kind. */
  private final List<List<int[]>> byKind = new ArrayList<>();

  private final float[][] lights;
  private final int batch;
  private final List<ObjectKind> kinds;
  private final ReaderNet net;
  private final HostBatch crops;
  private final HostBatch beside;
  private final HostBatch kind;
  private final HostBatch values;
  private final HostBatch weights;
  private final float[] pixels;
  private final float[] told;
  private final float[] kindValues;
  private final float[] targets;
  private final float[] targetWeights;

  /**
   * @param proposals for the pictures of the set
   */
  ReaderLoss(
      PictureSet set, Proposals proposals, int batch, List<ObjectKind> kinds, ReaderNet net) {
    this.set = set;
    this.proposals = proposals;
    for (ObjectKind one : kinds) {
      List<int[]> places = new ArrayList<>();
      for (int i = 0; i < set.size(); i++) {
        for (int k = 0; k < set.views(i).size(); k++) {
          if (set.objects(i).get(k).kind() == one) {
            places.add(new int[] {i, k});
          }
        }
      }
      if (!places.isEmpty()) {
        byKind.add(places);
      }
    }
    if (byKind.isEmpty()) {
      throw new IllegalArgumentException(
          "no picture shows an object of "
              + kinds
              + "; give pictures that say how objects are seen");
    }
    lights = new float[set.size()][];
    Arrays.setAll(lights, i -> PictureLight.of(set.frame(i).rgb()));
    this.batch = batch;
    this.kinds = kinds;
    this.net = net;
    crops = new HostBatch(batch, 3, Crop.SIDE, Crop.SIDE);
    beside = new HostBatch(batch, Crop.BESIDE);
    kind = new HostBatch(batch);
    values = new HostBatch(batch, Reading.VALUES);
    weights = new HostBatch(batch, Reading.VALUES);
    pixels = new float[batch * CROP];
    told = new float[batch * Crop.BESIDE];
    kindValues = new float[batch];
    targets = new float[batch * Reading.VALUES];
    targetWeights = new float[batch * Reading.VALUES];
  }

  /** Fills the batch with crops drawn from the set. */
  void fill(SplittableRandom random) {
    long[] seeds = random.longs(batch).toArray();
    // Each row has a stream of its own, so that the threads' order does not matter.
    IntStream.range(0, batch)
        .parallel()
        .forEach(
            b -> {
              SplittableRandom own = new SplittableRandom(seeds[b]);
              while (!fillRow(b, own)) {
                // A picture without what was drawn; the next one.
              }
            });
    crops.values().put(pixels);
    beside.values().put(told);
    kind.values().put(kindValues);
    values.values().put(targets);
    weights.values().put(targetWeights);
  }

  /** Returns how many rows of the batch are of each kind; the number of kinds stands for none. */
  Map<Integer, Integer> kindsOfBatch() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (float one : kindValues) {
      counts.merge((int) one, 1, Integer::sum);
    }
    return counts;
  }

  /** A place in a picture and the object there; below 0 there is none. */
  private record Drawn(int picture, Crop crop, int object) {}

  private boolean fillRow(int b, SplittableRandom random) {
    double share = random.nextDouble();
    Drawn drawn =
        share < ANYWHERE
            ? anywhere(random)
            : share < ANYWHERE + PROPOSED ? proposed(random) : labelled(random);
    if (drawn == null) {
      return false;
    }
    int index = drawn.picture();
    Crop crop = drawn.crop();
    int at = drawn.object();
    CameraFrame frame = set.frame(index);
    boolean mirrored = random.nextBoolean();
    crop.write(frame.rgb(), frame.widthPixels(), frame.heightPixels(), mirrored, pixels, b * CROP);
    Looks.addNoise(random, pixels, b * CROP, CROP / 3, MAX_NOISE);
    Crop.View view = random.nextDouble() < UNKNOWN_CAMERA ? null : crop.view(frame.camera());
    crop.writeBeside(view, lights[index], mirrored, told, b * Crop.BESIDE);
    if (at < 0) {
      kindValues[b] = kinds.size();
      Arrays.fill(targetWeights, b * Reading.VALUES, (b + 1) * Reading.VALUES, 0);
      return true;
    }
    int known = kinds.indexOf(set.objects(index).get(at).kind());
    if (known < 0) {
      return false;
    }
    kindValues[b] = known;
    Reading.write(
        set.objects(index).get(at),
        crop,
        frame.camera(),
        view,
        mirrored,
        targets,
        targetWeights,
        b * Reading.VALUES);
    return true;
  }

  /** Returns a place where no object is, or null when the drawn place has one. */
  private Drawn anywhere(SplittableRandom random) {
    int picture = random.nextInt(set.size());
    CameraFrame frame = set.frame(picture);
    double height =
        frame.widthPixels() * Math.exp(random.nextDouble(Math.log(0.04), Math.log(0.5)));
    double width = height * random.nextDouble(0.4, 1);
    double x = random.nextDouble(frame.widthPixels()) - width / 2;
    double y = random.nextDouble(frame.heightPixels()) - height / 2;
    double[] box = {x, y, x + width, y + height};
    return bestOverlap(picture, box) > APART
        ? null
        : new Drawn(picture, Crop.around(box[0], box[1], box[2], box[3]), -1);
  }

  /** Returns one of the detector's boxes, or null when it is half on an object. */
  private Drawn proposed(SplittableRandom random) {
    int picture = random.nextInt(set.size());
    List<double[]> boxes = proposals.of(picture);
    if (boxes.isEmpty()) {
      return null;
    }
    double[] box = boxes.get(random.nextInt(boxes.size()));
    double overlap = bestOverlap(picture, box);
    if (overlap > ON_NOTHING && overlap < ON_OBJECT) {
      return null;
    }
    return new Drawn(
        picture,
        Crop.around(box[0], box[1], box[2], box[3]),
        overlap >= ON_OBJECT ? bestObject(picture, box) : -1);
  }

  /** Returns an object of a kind, each kind as often, in a box as inexact as the detector's. */
  private Drawn labelled(SplittableRandom random) {
    List<int[]> places = byKind.get(random.nextInt(byKind.size()));
    int[] place = places.get(random.nextInt(places.size()));
    ObjectView v = set.views(place[0]).get(place[1]);
    double w = v.x1() - v.x0();
    double h = v.y1() - v.y0();
    Crop crop =
        Crop.around(
            v.x0() + w * random.nextDouble(-INEXACT, INEXACT),
            v.y0() + h * random.nextDouble(-INEXACT, INEXACT),
            v.x1() + w * random.nextDouble(-INEXACT, INEXACT),
            v.y1() + h * random.nextDouble(-INEXACT, INEXACT));
    return new Drawn(place[0], crop, place[1]);
  }

  private double bestOverlap(int picture, double[] box) {
    int best = bestObject(picture, box);
    return best < 0 ? 0 : overlap(set.views(picture).get(best), box);
  }

  private int bestObject(int picture, double[] box) {
    int best = -1;
    double most = 0;
    for (int i = 0; i < set.views(picture).size(); i++) {
      double overlap = overlap(set.views(picture).get(i), box);
      if (overlap > most) {
        most = overlap;
        best = i;
      }
    }
    return best;
  }

  private static double overlap(ObjectView v, double[] box) {
    return Boxes.overlap(new double[] {v.x0(), v.y0(), v.x1(), v.y1()}, box);
  }

  /**
   * Returns the loss: cross entropy of the kind, and the likelihood of the values that the object
   * has, with a sigma of their own.
   */
  NDArray loss(StepScope scope) {
    List<NDArray> out =
        scope.forward(net, crops.toArray(scope.manager()), beside.toArray(scope.manager()));
    NDArray entropy = Losses.crossEntropy(out.get(0), kind.toArray(scope.manager()));
    NDArray likelihood =
        Losses.weightedMean(
            Losses.betaGaussianEach(out.get(1), out.get(2), values.toArray(scope.manager())),
            weights.toArray(scope.manager()));
    return entropy.mul(Losses.scalar(entropy, 0.5)).add(likelihood.mul(Losses.scalar(entropy, 4)));
  }
}
