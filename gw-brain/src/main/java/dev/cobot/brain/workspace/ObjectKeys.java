package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * The keys that objects offer to the attention.
 *
 * <p>Input {@code broadcast} (batch, workspace width): what each object alone would broadcast;
 * output {@code key} (batch, key width).
 */
public final class ObjectKeys implements Architecture {
  private final int latentWidth;
  private final ObjectAttentionShape shape;

  public ObjectKeys(int latentWidth, ObjectAttentionShape shape) {
    this.latentWidth = latentWidth;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "attention.key";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("broadcast", -1, latentWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("key");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.gelu(ops.linear(inputs.get(0), "in", latentWidth, shape.hiddenWidth()));
    return List.of(ops.linear(x, "out", shape.hiddenWidth(), shape.keyWidth()));
  }
}
