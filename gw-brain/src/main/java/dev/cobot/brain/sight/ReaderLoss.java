package dev.cobot.brain.sight;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One batch of crops on the device, and the reader's loss on it. */
final class ReaderLoss {
  private static final int CROP = 3 * Crop.SIDE * Crop.SIDE;

  /** Crops of places where no object of a known kind is, beside those of objects. */
  private static final double NOTHING = 0.2;

  /** Crops whose camera is not told. */
  private static final double UNKNOWN_CAMERA = 0.2;

  private static final double APART = 0.15;

  /** Deviation in the units of the crop, whose channels span 2. */
  private static final double MAX_NOISE = 0.06;

  private final PictureSet set;
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

  ReaderLoss(PictureSet set, int batch, List<ObjectKind> kinds, ReaderNet net) {
    this.set = set;
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

  private boolean fillRow(int b, SplittableRandom random) {
    int index = random.nextInt(set.size());
    CameraFrame frame = set.frame(index);
    List<ObjectView> views = set.views(index);
    boolean mirrored = random.nextBoolean();
    Crop crop;
    int at = -1;
    if (random.nextDouble() < NOTHING) {
      double side =
          frame.widthPixels() * Math.exp(random.nextDouble(Math.log(0.04), Math.log(0.5)));
      double x = random.nextDouble(frame.widthPixels());
      double y = random.nextDouble(frame.heightPixels());
      double w = side * random.nextDouble(0.4, 1);
      crop = Crop.around(x - w / 2, y - side / 2, x + w / 2, y + side / 2);
      for (ObjectView view : views) {
        if (overlap(view, x - w / 2, y - side / 2, x + w / 2, y + side / 2) > APART) {
          return false;
        }
      }
    } else {
      if (views.isEmpty()) {
        return false;
      }
      at = random.nextInt(views.size());
      ObjectView v = views.get(at);
      double w = v.x1() - v.x0();
      double h = v.y1() - v.y0();
      // As inexact as the detector's boxes are.
      crop =
          Crop.around(
              v.x0() + w * random.nextDouble(-0.09, 0.09),
              v.y0() + h * random.nextDouble(-0.09, 0.09),
              v.x1() + w * random.nextDouble(-0.09, 0.09),
              v.y1() + h * random.nextDouble(-0.09, 0.09));
    }
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

  /** Intersection over union. */
  private static double overlap(ObjectView v, double x0, double y0, double x1, double y1) {
    return Boxes.overlap(
        new double[] {v.x0(), v.y0(), v.x1(), v.y1()}, new double[] {x0, y0, x1, y1});
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
