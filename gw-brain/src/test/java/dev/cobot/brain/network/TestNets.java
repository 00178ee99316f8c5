package dev.cobot.brain.network;

import dev.cobot.sim2real.scene.SeedStreams;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The networks that the tests run on every executor. */
final class TestNets {
  private TestNets() {}

  /** A network of one output given as a function. */
  record Single(String name, List<TensorSpec> inputs, Body body) implements Architecture {
    interface Body {
      <T> T apply(Ops<T> ops, List<T> inputs);
    }

    @Override
    public List<String> outputs() {
      return List.of("y");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      return List.of(body.apply(ops, inputs));
    }
  }

  record Mlp(int in, int hidden, int out) implements Architecture {
    @Override
    public String name() {
      return "mlp";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("x", -1, in));
    }

    @Override
    public List<String> outputs() {
      return List.of("y", "hidden");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      T h = ops.gelu(ops.linear(inputs.get(0), "first", in, hidden));
      h = ops.dropout(ops.layerNorm(h, "norm", hidden), 0.1f);
      return List.of(ops.linear(h, "last", hidden, out), h);
    }
  }

  /** 3x3 convolutions, then the mean over the picture. */
  record ConvNet(int height, int width, int[] channels, int[] strides) implements Architecture {
    @Override
    public String name() {
      return "conv";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("image", -1, channels[0], height, width));
    }

    @Override
    public List<String> outputs() {
      return List.of("features");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      T x = inputs.get(0);
      for (int i = 0; i < strides.length; i++) {
        x = ops.relu(ops.conv2d(x, "c" + i, channels[i], channels[i + 1], 3, strides[i], 1));
      }
      x = ops.reshape(x, 0, channels[strides.length], -1);
      return List.of(ops.meanAxis(x, 2, false));
    }
  }

  /** A pre-norm encoder over (batch, sequence, width) with a mask over keys. */
  record Transformer(int layers, int width, int heads, int sequence) implements Architecture {
    @Override
    public String name() {
      return "transformer";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(
          new TensorSpec("tokens", -1, sequence, width), new TensorSpec("present", -1, sequence));
    }

    @Override
    public List<String> outputs() {
      return List.of("summary");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      T x = ops.add(inputs.get(0), ops.parameter("position", 0.02f, 1, sequence, width));
      T mask = ops.reshape(ops.scale(ops.addScalar(inputs.get(1), -1), 1e9f), 0, 1, 1, sequence);
      for (int i = 0; i < layers; i++) {
        String l = "layer" + i + ".";
        T y = ops.layerNorm(x, l + "norm1", width);
        T joint = ops.linear(y, l + "qkv", width, 3 * width);
        T q = ops.slice(joint, -1, 0, width);
        T k = ops.slice(joint, -1, width, 2L * width);
        T v = ops.slice(joint, -1, 2L * width, 3L * width);
        x = ops.add(x, ops.linear(ops.attention(q, k, v, mask, heads), l + "out", width, width));
        y = ops.layerNorm(x, l + "norm2", width);
        y = ops.gelu(ops.linear(y, l + "up", width, 4 * width));
        x = ops.add(x, ops.linear(y, l + "down", 4 * width, width));
      }
      return List.of(ops.l2Normalize(ops.meanAxis(ops.layerNorm(x, "norm", width), 1, false)));
    }
  }

  static float[] gaussian(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Fresh weights of a network; none if it has no parameters. */
  static Weights weightsOrNone(Architecture net) {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(7), InferenceDevice.CPU)) {
      trainer.create(net);
      return trainer.parameterCount() == 0 ? new Weights(Map.of()) : trainer.weights(net);
    }
  }
}
