package dev.cobot.brain.sight;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One batch of pictures on the device, and the detector's loss on it. */
final class DetectorLoss {
  private static final int CELLS = DetectorNet.ROWS * DetectorNet.COLUMNS;
  private static final int PIXELS = 3 * DetectorNet.WIDTH_PIXELS * DetectorNet.HEIGHT_PIXELS;

  /** Sides are learned where the target of the heat map is above this. */
  private static final double NEAR_CENTER = 0.4;

  private final PictureSet set;
  private final int batch;
  private final List<ObjectKind> kinds;
  private final DetectorNet net;
  private final HostBatch images;
  private final HostBatch heat;
  private final HostBatch box;
  private final HostBatch boxWeight;
  private final float[] pixels;
  private final float[] heatValues;
  private final float[] boxValues;
  private final float[] boxWeights;

  DetectorLoss(PictureSet set, int batch, List<ObjectKind> kinds, DetectorNet net) {
    this.set = set;
    this.batch = batch;
    this.kinds = kinds;
    this.net = net;
    images = new HostBatch(batch, 3, DetectorNet.HEIGHT_PIXELS, DetectorNet.WIDTH_PIXELS);
    heat = new HostBatch(batch, kinds.size(), DetectorNet.ROWS, DetectorNet.COLUMNS);
    box = new HostBatch(batch, 4, DetectorNet.ROWS, DetectorNet.COLUMNS);
    boxWeight = new HostBatch(batch, 1, DetectorNet.ROWS, DetectorNet.COLUMNS);
    pixels = new float[batch * PIXELS];
    heatValues = new float[batch * kinds.size() * CELLS];
    boxValues = new float[batch * 4 * CELLS];
    boxWeights = new float[batch * CELLS];
  }

  /** Fills the batch with pictures drawn from the set, each looked at in its own light. */
  void fill(SplittableRandom random) {
    Arrays.fill(heatValues, 0);
    Arrays.fill(boxValues, 0);
    Arrays.fill(boxWeights, 0);
    long[] seeds = random.longs(batch).toArray();
    // Each row has a stream of its own, so that the threads' order does not matter.
    IntStream.range(0, batch).parallel().forEach(b -> fillRow(b, new SplittableRandom(seeds[b])));
    images.values().put(pixels);
    heat.values().put(heatValues);
    box.values().put(boxValues);
    boxWeight.values().put(boxWeights);
  }

  private void fillRow(int b, SplittableRandom random) {
    int index = random.nextInt(set.size());
    CameraFrame frame = set.frame(index);
    boolean mirrored = random.nextBoolean();
    Canvas canvas = Canvas.drawn(frame.widthPixels(), frame.heightPixels(), random);
    canvas.write(canvas.shrink(frame.rgb()), mirrored, pixels, b * PIXELS);
    Looks.vary(random, pixels, b * PIXELS, PIXELS / 3);
    List<SceneObject> objects = set.objects(index);
    List<ObjectView> views = set.views(index);
    double left = canvas.firstColumn() - 0.5;
    double right = left + canvas.usedWidth();
    double top = canvas.firstRow() - 0.5;
    double bottom = top + canvas.usedHeight();
    for (int i = 0; i < views.size(); i++) {
      ObjectView view = views.get(i);
      double x0 = canvas.toCanvasX(view.x0());
      double x1 = canvas.toCanvasX(view.x1());
      double y0 = canvas.toCanvasY(view.y0());
      double y1 = canvas.toCanvasY(view.y1());
      boolean isCenterThere =
          (x0 + x1) / 2 > left
              && (x0 + x1) / 2 < right
              && (y0 + y1) / 2 > top
              && (y0 + y1) / 2 < bottom;
      if (isCenterThere) {
        x0 = Math.max(left, x0);
        x1 = Math.min(right, x1);
        target(
            b,
            kinds.indexOf(objects.get(i).kind()),
            mirrored ? left + right - x1 : x0,
            Math.max(top, y0),
            mirrored ? left + right - x0 : x1,
            Math.min(bottom, y1));
      }
    }
  }

  private void target(int b, int kind, double x0, double y0, double x1, double y1) {
    if (kind < 0) {
      return;
    }
    double s = DetectorNet.STRIDE;
    // Cell c sees the pixels 8 c to 8 c + 7.
    double cx = (x0 + x1 + 1) / 2 / s - 0.5;
    double cy = (y0 + y1 + 1) / 2 / s - 0.5;
    int column = (int) Math.max(0, Math.min(DetectorNet.COLUMNS - 1, Math.round(cx)));
    int row = (int) Math.max(0, Math.min(DetectorNet.ROWS - 1, Math.round(cy)));
    double sigmaX = Math.max(0.45, (x1 - x0) / s / 7);
    double sigmaY = Math.max(0.45, (y1 - y0) / s / 7);
    int reachX = (int) Math.ceil(3 * sigmaX);
    int reachY = (int) Math.ceil(3 * sigmaY);
    for (int r = Math.max(0, row - reachY);
        r <= Math.min(DetectorNet.ROWS - 1, row + reachY);
        r++) {
      for (int c = Math.max(0, column - reachX);
          c <= Math.min(DetectorNet.COLUMNS - 1, column + reachX);
          c++) {
        double dx = (c - column) / sigmaX;
        double dy = (r - row) / sigmaY;
        float value = (float) Math.exp(-(dx * dx + dy * dy) / 2);
        int cell = r * DetectorNet.COLUMNS + c;
        int at = (b * kinds.size() + kind) * CELLS + cell;
        heatValues[at] = Math.max(heatValues[at], value);
        if (value > NEAR_CENTER && value > boxWeights[b * CELLS + cell]) {
          boxWeights[b * CELLS + cell] = value;
          double px = (c + 0.5) * s - 0.5;
          double py = (r + 0.5) * s - 0.5;
          double[] sides = {px - x0, py - y0, x1 - px, y1 - py};
          for (int k = 0; k < 4; k++) {
            boxValues[(b * 4 + k) * CELLS + cell] = (float) Math.log(Math.max(0.1, sides[k] / s));
          }
        }
      }
    }
  }

  NDArray loss(StepScope scope) {
    List<NDArray> maps = scope.forward(net, images.toArray(scope.manager()));
    NDArray focal = Losses.focal(maps.get(0), heat.toArray(scope.manager()));
    NDArray weight = boxWeight.toArray(scope.manager());
    NDArray sides =
        maps.get(1)
            .sub(box.toArray(scope.manager()))
            .abs()
            .mul(weight)
            .sum()
            .div(weight.sum().maximum(1f));
    return focal.add(sides.mul(Losses.scalar(focal, 0.4)));
  }
}
