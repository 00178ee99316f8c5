package dev.cobot.brain.study.experiment;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the shape from a state: layers of 256, 128, 64 and 32 with batch norm, ReLU and dropout, as
 * in the lab's attention experiments.
 */
record ShapeHead(int width, int classes) implements Architecture {
  private static final int[] HIDDEN = {256, 128, 64, 32};
  private static final float DROPOUT = 0.5f;
  private static final double EPSILON = 1e-5; // of Ops.batchNorm

  @Override
  public String name() {
    return "shape-head";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("states", -1, width));
  }

  @Override
  public List<String> outputs() {
    return List.of("scores");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = inputs.get(0);
    int in = width;
    for (int i = 0; i < HIDDEN.length; i++) {
      x = ops.linear(x, "linear" + i, in, HIDDEN[i]);
      x = ops.dropout(ops.batchNormRelu(x, "norm" + i, HIDDEN[i]), DROPOUT);
      in = HIDDEN[i];
    }
    return List.of(ops.linear(x, "out", in, classes));
  }

  /**
   * A trained head as constants, its norms folded into its layers: gradients flow through it to
   * what it reads, and do not change it.
   */
  static final class Frozen {
    private final List<HostBatch> matrices = new ArrayList<>(); // (in, out)
    private final List<HostBatch> offsets = new ArrayList<>();

    Frozen(ShapeHead head, Weights weights) {
      int in = head.width();
      for (int i = 0; i < HIDDEN.length; i++) {
        float[] scale = weights.get("norm" + i + ".weight").values().clone();
        float[] offset = weights.get("norm" + i + ".bias").values().clone();
        float[] mean = weights.get("norm" + i + ".running_mean").values();
        float[] variance = weights.get("norm" + i + ".running_var").values();
        for (int o = 0; o < scale.length; o++) {
          scale[o] /= (float) Math.sqrt(variance[o] + EPSILON);
          offset[o] -= mean[o] * scale[o];
        }
        add(weights, "linear" + i, in, scale, offset);
        in = HIDDEN[i];
      }
      float[] ones = new float[head.classes()];
      Arrays.fill(ones, 1);
      add(weights, "out", in, ones, new float[head.classes()]);
    }

    private void add(Weights weights, String layer, int in, float[] scale, float[] offset) {
      float[] weight = weights.get(layer + ".weight").values();
      float[] bias = weights.get(layer + ".bias").values();
      int out = bias.length;
      HostBatch matrix = new HostBatch(in, out);
      FloatBuffer to = matrix.values();
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          to.put(weight[o * in + i] * scale[o]);
        }
      }
      HostBatch sum = new HostBatch(out);
      FloatBuffer shifted = sum.values();
      for (int o = 0; o < out; o++) {
        shifted.put(bias[o] * scale[o] + offset[o]);
      }
      matrices.add(matrix);
      offsets.add(sum);
    }

    /** Returns the scores of the classes, (rows, classes). */
    NDArray scores(StepScope scope, NDArray states) {
      NDArray x = states;
      for (int i = 0; i < matrices.size(); i++) {
        x = x.matMul(matrices.get(i).toArray(scope.manager()));
        x = x.add(offsets.get(i).toArray(scope.manager()));
        if (i < matrices.size() - 1) {
          x = x.getNDArrayInternal().relu();
        }
      }
      return x;
    }
  }
}
