package dev.cobot.brain.study.shapes;

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
  private final int hiddenLayers;

  /**
   * Creates a head.
   *
   * @param hiddenLayers 0: a linear map
   */
  public AttributeHead(String name, int latentWidth, int hiddenWidth, int hiddenLayers) {
    this.name = name;
    this.latentWidth = latentWidth;
    this.hiddenWidth = hiddenWidth;
    this.hiddenLayers = hiddenLayers;
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
    T x = inputs.get(0);
    int width = latentWidth;
    for (int layer = 0; layer < hiddenLayers; layer++) {
      x = ops.relu(ops.linear(x, layer == 0 ? "in" : "hidden" + layer, width, hiddenWidth));
      width = hiddenWidth;
    }
    return List.of(ops.linear(x, "out", width, ShapeVector.LENGTH));
  }
}
