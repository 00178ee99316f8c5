package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.util.List;

/**
 * q(z | attributes): 11 to width to width to hidden width (as published: that of the latent), ReLU
 * after each, then mean and log variance.
 *
 * <p>Input {@code attributes} (batch, 11); outputs {@code mean} and {@code log_variance} (batch,
 * latent width).
 */
final class AttributeEncoder implements Architecture {
  private final int width;
  private final int hiddenWidth;
  private final int latentWidth;

  AttributeEncoder(VaeConfig config) {
    width = config.width();
    latentWidth = config.latentWidth();
    hiddenWidth = config.hiddenWidth() > 0 ? config.hiddenWidth() : latentWidth;
  }

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("attributes", -1, ShapeVector.LENGTH));
  }

  @Override
  public List<String> outputs() {
    return List.of("mean", "log_variance");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.relu(ops.linear(inputs.get(0), "in", ShapeVector.LENGTH, width));
    x = ops.relu(ops.linear(x, "hidden", width, width));
    x = ops.relu(ops.linear(x, "out", width, hiddenWidth));
    return List.of(
        ops.linear(x, "mean", hiddenWidth, latentWidth),
        ops.linear(x, "log_variance", hiddenWidth, latentWidth));
  }
}
