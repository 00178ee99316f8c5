package dev.cobot.brain.study.objectfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.objectfile.FileContent;
import dev.cobot.brain.objectfile.ObjectFileNet;
import dev.cobot.sim2real.scene.Vector3;

/** What is true of objects, one a row, and how far decoded rows are from it. */
final class FileLabels {
  private static final int WIDTH = 15;
  private static final int POSITION = 0;
  private static final int YAW = 3;
  private static final int HAS_YAW = 5;
  private static final int COLOR = 6;
  private static final int KIND = 9;
  private static final int HELD = 10;
  private static final int HAND = 11;
  private static final int STAYS_HELD = 14;

  /** A place is decoded to a few hundredths of its unit: it needs the weight. */
  private static final double PLACE = 2;

  private static final double SIGMA = 0.2;

  private static final double REST = 0.3;

  private final float[] values;
  private final HostBatch batch;

  FileLabels(int rows) {
    values = new float[rows * WIDTH];
    batch = new HostBatch(rows, WIDTH);
  }

  void put(int row, SimulatedTable table, SimulatedTable.Thing thing, boolean staysHeld) {
    int at = row * WIDTH;
    place(thing.position, at + POSITION);
    values[at + YAW] = (float) Math.cos(4 * thing.yawRad);
    values[at + YAW + 1] = (float) Math.sin(4 * thing.yawRad);
    values[at + HAS_YAW] = thing.kind.yawSymmetryOrder() > 0 ? 1 : 0;
    values[at + COLOR] = (float) thing.color.red();
    values[at + COLOR + 1] = (float) thing.color.green();
    values[at + COLOR + 2] = (float) thing.color.blue();
    values[at + KIND] = ObjectFileNet.KINDS.indexOf(thing.kind);
    values[at + HELD] = thing.held ? 1 : 0;
    place(table.hand, at + HAND);
    values[at + STAYS_HELD] = staysHeld ? 1 : 0;
  }

  private void place(Vector3 meters, int at) {
    values[at] = (float) (meters.x() / FileContent.PLACE_UNIT_METERS);
    values[at + 1] = (float) (meters.y() / FileContent.PLACE_UNIT_METERS);
    values[at + 2] = (float) (meters.z() / FileContent.PLACE_UNIT_METERS);
  }

  NDArray array(NDManager manager) {
    batch.values().put(values);
    return batch.toArray(manager);
  }

  /** Returns 1 where the hand held the object before and still does, (rows, 1). */
  static NDArray staysHeld(NDArray labels) {
    return part(labels, STAYS_HELD, 1);
  }

  /**
   * Returns the loss of decoded rows, a scalar.
   *
   * @param weights (rows, 1)
   */
  static NDArray loss(NDArray decoded, NDArray labels, NDArray weights) {
    // The place by its distance, its sigma by likelihood: likelihood alone hardly cares about the
    // place of what is well known, or about nothing else.
    NDArray place = part(decoded, FileContent.POSITION, 3);
    NDArray is = part(labels, POSITION, 3);
    NDArray position = Losses.weightedMean(place.sub(is).abs(), weights);
    NDArray sigma =
        Losses.weightedMean(
            Losses.gaussianEach(
                place.stopGradient(), part(decoded, FileContent.POSITION_LOG_VARIANCE, 3), is),
            weights);
    NDArray yaw =
        Losses.weightedMean(
            Losses.betaGaussianEach(
                part(decoded, FileContent.YAW, 2),
                part(decoded, FileContent.YAW_LOG_VARIANCE, 1),
                part(labels, YAW, 2)),
            part(labels, HAS_YAW, 1).mul(weights));
    NDArray color =
        Losses.weightedMean(
            Losses.betaGaussianEach(
                part(decoded, FileContent.COLOR, 3),
                part(decoded, FileContent.COLOR_LOG_VARIANCE, 1),
                part(labels, COLOR, 3)),
            weights);
    NDArray kind =
        Losses.crossEntropy(
            part(decoded, FileContent.KIND, ObjectFileNet.KINDS.size()),
            part(labels, KIND, 1).reshape(-1),
            weights.reshape(-1));
    return position
        .mul(Losses.scalar(position, PLACE))
        .add(yaw.add(kind).add(color).mul(Losses.scalar(yaw, REST)))
        .add(sigma.mul(Losses.scalar(sigma, SIGMA)));
  }

  /** Returns the loss of whether it is held, and of where the hand is then, a scalar. */
  static NDArray heldLoss(NDArray decoded, NDArray labels) {
    NDArray held =
        Losses.binaryCrossEntropy(part(decoded, FileContent.HELD, 1), part(labels, HELD, 1));
    NDArray hand =
        Losses.weightedMean(
            part(decoded, FileContent.HAND, 3).sub(part(labels, HAND, 3)).abs(),
            part(labels, HELD, 1));
    return held.add(hand);
  }

  /** Returns the loss of what touch alone says: whether anything is held. */
  static NDArray contactLoss(NDArray decoded, NDArray contact, NDArray weights) {
    return Losses.weightedMean(
        Losses.binaryCrossEntropyEach(part(decoded, FileContent.HELD, 1), contact), weights);
  }

  private static NDArray part(NDArray rows, int from, int width) {
    return rows.get(new NDIndex().addAllDim().addSliceDim(from, from + width));
  }
}
