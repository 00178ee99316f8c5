package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * The queries that phrases put to the objects, with the score that an object must beat to be meant
 * at all.
 *
 * <p>Input {@code broadcast} (batch, workspace width): what each phrase alone would broadcast;
 * outputs {@code query} (batch, key width) and {@code absent} (batch, 1), the logit of "none of
 * them".
 */
public final class ObjectQueries implements Architecture {
  private final int latentWidth;
  private final ObjectAttentionShape shape;

  public ObjectQueries(int latentWidth, ObjectAttentionShape shape) {
    this.latentWidth = latentWidth;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "attention.query";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("broadcast", -1, latentWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("query", "absent");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.gelu(ops.linear(inputs.get(0), "in", latentWidth, shape.hiddenWidth()));
    return List.of(
        ops.linear(x, "out", shape.hiddenWidth(), shape.keyWidth()),
        ops.linear(x, "absent", shape.hiddenWidth(), 1));
  }
}
