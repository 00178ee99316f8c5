package dev.cobot.brain.vision;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.List;
import java.util.SplittableRandom;

/** One batch of labelled pictures on the device, and the vision domain's loss on it. */
final class VisionLoss {
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
    for (int b = 0; b < batch; b++) {
      int index = random.nextInt(set.size());
      FrameTensor.write(set.frame(index), pixels, b * size);
      if (augment) {
        exposure(random, b * size, size);
      }
      List<SceneObject> objects = set.objects(index);
      VisionTargets.write(
          kinds,
          objects,
          set.camera(index),
          b,
          heatValues,
          offsetValues,
          attributeValues,
          centers,
          yaws);
    }
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
    NDArray otherLoss = error.get(":, 2:").mul(any).sum().div(objects);
    return focal
        .add(position.mul(Losses.scalar(focal, 2)))
        .add(yawLoss.mul(Losses.scalar(focal, 0.5)))
        .add(otherLoss);
  }
}
