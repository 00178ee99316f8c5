package dev.cobot.brain.shapes;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.util.List;

/**
 * Reads attributes from latents: a small network, or a linear map. Part of a loss and a probe of
 * what latents hold; never released.
 *
 * <p>Input {@code latent} (batch, latent width); output {@code attributes} (batch, 11): three
 * logits, then eight values.
 */
public final class AttributeHead implements Architecture {
  private final String name;
  private final int latentWidth;
  private final int hiddenWidth;

  /**
   * Creates a head.
   *
   * @param hiddenWidth of its one hidden layer; 0: a linear map
   */
  public AttributeHead(String name, int latentWidth, int hiddenWidth) {
    this.name = name;
    this.latentWidth = latentWidth;
    this.hiddenWidth = hiddenWidth;
  }

  @Override
  public String name() {
    return name;
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
    if (hiddenWidth == 0) {
      return List.of(ops.linear(inputs.get(0), "out", latentWidth, ShapeVector.LENGTH));
    }
    T x = ops.relu(ops.linear(inputs.get(0), "in", latentWidth, hiddenWidth));
    return List.of(ops.linear(x, "out", hiddenWidth, ShapeVector.LENGTH));
  }
}
