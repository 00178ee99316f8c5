package dev.cobot.brain.study.objectfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.objectfile.FileContent;
import dev.cobot.brain.objectfile.ObjectFileNet;
import dev.cobot.brain.objectfile.ObjectFileShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Trained networks that follow objects, one a row, tick by tick. */
final class FileRunner implements AutoCloseable {
  private static final double HELD = 0.5;

  private final ObjectFileNet net;
  private final NetworkTrainer trainer;
  private FileRows rows;
  private HostBatch stateBatch;
  private boolean[] known;
  private float[] states;
  private int count;

  /** What the last tick gave: decoded (rows, {@link FileContent#WIDTH}). */
  float[] decoded;

  /** (rows, domains + 1), the memory's last. */
  float[] alpha;

  /** Root mean square of tanh(e_d(u)) - tanh(M(a)), (rows, domains); of what is told only. */
  float[] surprise;

  /** Opens a checkpoint of {@link FileTraining}. */
  FileRunner(
      ObjectFileStudy.Config config,
      ObjectFileShape shape,
      SeedStreams seeds,
      Path checkpoint,
      InferenceDevice device) {
    net = new ObjectFileNet(shape);
    trainer = new NetworkTrainer(FileTraining.optimizer(config), seeds, device);
    trainer.resume(checkpoint);
  }

  /** Begins with so many objects, of which nothing is known. */
  void begin(int objects) {
    if (objects != count) {
      count = objects;
      rows = new FileRows(objects);
      stateBatch = new HostBatch(objects, net.shape().stateWidth());
    }
    known = new boolean[objects];
    states = new float[objects * net.shape().stateWidth()];
    decoded = new float[objects * FileContent.WIDTH];
  }

  FileRows rows() {
    return rows;
  }

  /** Forgets one object. */
  void forget(int row) {
    known[row] = false;
    int width = net.shape().stateWidth();
    Arrays.fill(states, row * width, (row + 1) * width, 0);
    Arrays.fill(decoded, row * FileContent.WIDTH, (row + 1) * FileContent.WIDTH, 0);
  }

  boolean isKnown(int row) {
    return known[row];
  }

  FileContent content(int row) {
    return FileContent.of(decoded, row);
  }

  /** Returns the states z of all rows, (rows, state width). */
  float[] states() {
    float[] z = new float[states.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) Math.tanh(states[i]);
    }
    return z;
  }

  /** Whether the last state says that the hand holds it, and the hand feels something. */
  boolean holds(int row, Senses senses) {
    return known[row] && senses.felt.holding() && content(row).held() > HELD;
  }

  /** Goes on by a tick with what stands in {@link #rows}. */
  void step() {
    stateBatch.values().put(states);
    List<float[]> out =
        trainer.evaluate(
            scope -> {
              Ops<NDArray> ops = scope.ops(FileTraining.NETWORK);
              FileRows.Arrayed in = rows.arrays(scope.manager());
              FileTraining.Encoded encoded = FileTraining.encode(ops, net, in);
              NDArray before = stateBatch.toArray(scope.manager()).mul(in.known());
              NDArray expected = net.predict(ops, before, in.motion(), in.held());
              List<NDArray> fused =
                  net.fuse(
                      ops,
                      expected,
                      encoded.encodings(),
                      encoded.keys(),
                      in.absent(),
                      List.of(in.told()));
              NDArray wanted = ops.tanh(expected);
              NDArray off =
                  ops.concat(
                      1,
                      encoded.alone().stream()
                          .map(
                              e ->
                                  ops.tanh(e).sub(wanted).square().mean(new int[] {1}, true).sqrt())
                          .toList());
              return List.of(
                  fused.get(0).toFloatArray(),
                  fused.get(1).toFloatArray(),
                  net.decode(ops, fused.get(0)).toFloatArray(),
                  off.toFloatArray());
            });
    states = out.get(0);
    alpha = out.get(1);
    decoded = out.get(2);
    surprise = out.get(3);
    Arrays.fill(known, true);
  }

  /**
   * Returns the largest |rho(g1) rho(g2) z - rho(g1 + g2) z| over random motions of up to 30 cm and
   * a quarter turn, with z of unit variance.
   */
  double compositionError(SplittableRandom random) {
    int width = net.shape().stateWidth();
    int n = 256;
    float[] z = new float[n * width];
    float[][] g = new float[3][n * 4];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < n * 4; i++) {
      double most = i % 4 == 3 ? Math.PI / 2 : 0.3;
      g[0][i] = (float) (most * (2 * random.nextDouble() - 1));
      g[1][i] = (float) (most * (2 * random.nextDouble() - 1));
      g[2][i] = g[0][i] + g[1][i];
    }
    return trainer.evaluate(
        scope -> {
          Ops<NDArray> ops = scope.ops(FileTraining.NETWORK);
          Shape motions = new Shape(n, 4);
          NDArray state = scope.manager().create(z, new Shape(n, width));
          NDArray held = scope.manager().ones(new Shape(n, 1));
          NDArray[] by = new NDArray[3];
          Arrays.setAll(by, i -> scope.manager().create(g[i], motions));
          NDArray twice = net.predict(ops, net.predict(ops, state, by[0], held), by[1], held);
          NDArray once = net.predict(ops, state, by[2], held);
          return (double) twice.sub(once).abs().max().getFloat();
        });
  }

  @Override
  public void close() {
    trainer.close();
  }
}
