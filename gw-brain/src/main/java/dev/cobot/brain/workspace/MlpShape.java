package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Ops;

/**
 * The hidden part of an encoder or a decoder: Linear(in, h), {@code hiddenLayers} times Linear(h,
 * h), each followed by the activation, then Linear(h, out).
 *
 * @param hiddenWidth h, above 0
 * @param hiddenLayers layers between the first and the last, at least 0
 * @param direct whether a linear path from the input to the output is added beside; it keeps metric
 *     values such as positions precise
 */
public record MlpShape(int hiddenWidth, int hiddenLayers, Activation activation, boolean direct) {
  /** What follows each layer but the last. */
  public enum Activation {
    RELU,
    GELU
  }

  /** The published workspace: 32 wide, three hidden layers, ReLU (shimmer's defaults). */
  public static final MlpShape PUBLISHED = new MlpShape(32, 3, Activation.RELU, false);

  /** Checks the ranges. */
  public MlpShape {
    if (!(hiddenWidth > 0 && hiddenWidth <= 65_536 && hiddenLayers >= 0 && hiddenLayers <= 64)) {
      throw new IllegalArgumentException(
          "hidden width %d with %d hidden layers; allowed: 1 to 65536 and 0 to 64"
              .formatted(hiddenWidth, hiddenLayers));
    }
  }

  /**
   * Computes the network.
   *
   * @param x (batch, inputs)
   * @return (batch, outputs)
   */
  <T> T forward(Ops<T> ops, T x, int inputs, int outputs) {
    T hidden = activate(ops, ops.linear(x, "in", inputs, hiddenWidth));
    for (int i = 1; i <= hiddenLayers; i++) {
      String name = i == 1 ? "hidden" : "hidden" + i;
      hidden = activate(ops, ops.linear(hidden, name, hiddenWidth, hiddenWidth));
    }
    T out = ops.linear(hidden, "out", hiddenWidth, outputs);
    return direct ? ops.add(out, ops.linear(x, "direct", inputs, outputs)) : out;
  }

  private <T> T activate(Ops<T> ops, T x) {
    return activation == Activation.RELU ? ops.relu(x) : ops.gelu(x);
  }
}
