package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.util.List;

/**
 * p(attributes | z): latent to width to width, ReLU after both, then the class and the values.
 *
 * <p>Input {@code latent} (batch, latent width); output {@code attributes} (batch, 11): three
 * logits, then eight values in [-1, 1].
 */
final class AttributeDecoder implements Architecture {
  private final int width;
  private final int latentWidth;

  AttributeDecoder(VaeConfig config) {
    width = config.width();
    latentWidth = config.latentWidth();
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("latent", -1, latentWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("attributes");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.relu(ops.linear(inputs.get(0), "in", latentWidth, width));
    x = ops.relu(ops.linear(x, "hidden", width, width));
    return List.of(
        ops.concat(
            1,
            List.of(
                ops.linear(x, "class", width, AttributeErrors.CLASSES),
                ops.tanh(
                    ops.linear(
                        x, "values", width, ShapeVector.LENGTH - AttributeErrors.CLASSES)))));
  }
}
