package dev.cobot.brain.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One batch of labelled pictures on the device, and the vision domain's loss on it. */
final class VisionLoss {
  /**
   * Of colour (3), height and axis (3). A centimetre of height, which is a centimetre of place
   * along the ray, costs as much as a colour that is wrong by a sixth of its range.
   */
  private static final float[] WEIGHTS = {2, 2, 2, 25, 2, 2, 2};

  private final int batch;
  private final List<ObjectKind> kinds;
  private final VisionNet net;
  private final VisionHeads heads = new VisionHeads();
  private final HostBatch images;
  private final HostBatch heat;
  private final HostBatch offset;
  private final HostBatch attributes;
  private final HostBatch centerMask;
  private final HostBatch yawMask;
  private final float[] pixels;

  VisionLoss(int batch, List<ObjectKind> kinds) {
    this.batch = batch;
    this.kinds = kinds;
    net = new VisionNet(kinds.size());
    images = new HostBatch(batch, 3, VisionNet.HEIGHT_PIXELS, VisionNet.WIDTH_PIXELS);
    heat = maps(kinds.size());
    offset = maps(VisionNet.OFFSETS);
    attributes = maps(VisionHeads.CHANNELS);
    centerMask = maps(2);
    yawMask = maps(1);
    pixels = new float[batch * 3 * VisionNet.HEIGHT_PIXELS * VisionNet.WIDTH_PIXELS];
  }

  VisionNet net() {
    return net;
  }

  VisionHeads heads() {
    return heads;
  }

  private HostBatch maps(int channels) {
    return new HostBatch(batch, channels, VisionNet.ROWS, VisionNet.COLUMNS);
  }

  /**
   * Fills the batch with pictures drawn from the set; {@code augment} also varies their exposure.
   */
  void fill(PictureSet set, SplittableRandom random, boolean augment) {
    int cells = VisionTargets.CELLS;
    float[] heatValues = new float[batch * kinds.size() * cells];
    float[] offsetValues = new float[batch * VisionNet.OFFSETS * cells];
    float[] attributeValues = new float[batch * VisionHeads.CHANNELS * cells];
    float[] centers = new float[batch * 2 * cells];
    float[] yaws = new float[batch * cells];
    int size = pixels.length / batch;
    SplittableRandom[] randoms = new SplittableRandom[batch];
    Arrays.setAll(randoms, b -> random.split());
    // On a GPU the step itself takes less time than this does on one core.
    IntStream.range(0, batch)
        .parallel()
        .forEach(
            b -> {
              int index = randoms[b].nextInt(set.size());
              FrameTensor.write(set.frame(index), pixels, b * size);
              if (augment) {
                exposure(randoms[b], b * size, size);
              }
              VisionTargets.write(
                  kinds,
                  set.objects(index),
                  set.camera(index),
                  b,
                  heatValues,
                  offsetValues,
                  attributeValues,
                  centers,
                  yaws);
            });
    images.values().put(pixels);
    heat.values().put(heatValues);
    offset.values().put(offsetValues);
    attributes.values().put(attributeValues);
    centerMask.values().put(centers);
    yawMask.values().put(yaws);
  }

  private void exposure(SplittableRandom random, int from, int count) {
    float gain = (float) random.nextDouble(0.85, 1.15);
    float shift = (float) random.nextDouble(-0.06, 0.06);
    for (int i = from; i < from + count; i++) {
      pixels[i] = Math.max(-1, Math.min(1, (pixels[i] + 1) * gain - 1 + shift));
    }
  }

  /**
   * Returns the loss: focal on the heat maps, L1 on the sub-cell offset, squared error on the
   * attributes at the centres.
   */
  NDArray loss(StepScope scope) {
    List<NDArray> maps = scope.forward(net, images.toArray(scope.manager()));
    NDArray dense = scope.forward(heads, maps.get(2)).get(0);
    NDArray center = centerMask.toArray(scope.manager());
    NDArray yaw = yawMask.toArray(scope.manager());
    NDArray objects = center.sum().maximum(1f);

    NDArray focal = Losses.focal(maps.get(0), heat.toArray(scope.manager()));
    NDArray position =
        maps.get(1)
            .sub(offset.toArray(scope.manager()))
            .abs()
            .mul(center.repeat(1, 2))
            .sum()
            .div(objects);
    NDArray error = dense.sub(attributes.toArray(scope.manager())).square();
    NDArray yawLoss = error.get(":, 0:2").mul(yaw).sum().div(yaw.sum().maximum(1f));
    NDArray any = center.max(new int[] {1}, true);
    NDArray seen = error.get(":, 2:").mul(weights(error)).mul(any).sum().div(objects);
    return focal
        .add(position.mul(Losses.scalar(focal, 2)))
        .add(yawLoss.mul(Losses.scalar(focal, 0.5)))
        .add(seen);
  }

  private static NDArray weights(NDArray like) {
    return like.getManager().create(WEIGHTS, new Shape(1, WEIGHTS.length, 1, 1));
  }
}
